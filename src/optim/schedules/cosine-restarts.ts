import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { type ScheduleDefinition, warmupOptions, withWarmup } from "./schedule-definition.ts";

const options = z.strictObject({
  ...warmupOptions,
  periodSteps: option(z._default(z.int().check(z.positive()), 1000), {
    help: "Updates in the first period.",
    unit: "updates",
    scale: "log",
    range: [100, 10000],
    tune: true,
  }),
  periodFactor: option(z._default(z.number().check(z.gte(1)), 1), {
    help: "What each period's length is multiplied by to give the next.",
    scale: "choices",
    choices: [1, 2],
  }),
  finalFraction: option(z._default(z.number().check(z.gte(0), z.lte(1)), 0), {
    help: "The rate at a period's end, as a share of the base.",
    scale: "linear",
    range: [0, 0.1],
  }),
});

/**
 * SGDR, as PyTorch's CosineAnnealingWarmRestarts counted in steps: in a period of T steps, at its step t, the
 * rate is final + (base − final)·(1 + cos(π·t / T)) / 2 with `final` = base·finalFraction.
 *
 * Options, with their limits and defaults: `warmupSteps` (whole number, ≥ 0; 0), `periodSteps` (whole number,
 * > 0; 1000), `periodFactor` (number, ≥ 1; 1), `finalFraction` (number, ≥ 0, ≤ 1; 0).
 */
export const cosineRestarts: ScheduleDefinition<typeof options> = {
  kind: "cosineRestarts",
  title: "Cosine with restarts",
  help: "Lowers the learning rate along half a cosine, again and again, over periods that may grow.",
  paper: "Loshchilov & Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2017",
  explanation: {
    equation: "rate = base·(final + (1 − final)·(1 + cos(π·t / T)) / 2), at step t of a period of T",
    use: "To leave poor minima, and to have a good network at the end of every period.",
    pitfalls:
      "At a restart the loss rises at first, which early stopping may take for the end; a training " +
      "that ends within a period ends at a high rate.",
  },
  options,
  decays: true,
  risesFirst: false,
  rate: withWarmup(({ periodSteps, periodFactor, finalFraction }, { step, base }) => {
    const share = shareOfPeriod(step, { first: periodSteps, factor: periodFactor });
    return base * (finalFraction + ((1 - finalFraction) * (1 + Math.cos(Math.PI * share))) / 2);
  }),
};

/** How much of its period is over at a step, in [0, 1). */
function shareOfPeriod(step: number, { first, factor }: { first: number; factor: number }): number {
  if (factor === 1) return (step % first) / first;
  let [start, length] = [0, first];
  while (step >= start + length) [start, length] = [start + length, length * factor];
  return (step - start) / length;
}
