import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { type ScheduleDefinition, warmupOptions, withWarmup } from "./schedule-definition.ts";

const options = z.strictObject({
  ...warmupOptions,
  power: option(z._default(z.number().check(z.positive()), 1), {
    help: "The exponent; 1 is a straight line.",
    scale: "linear",
    range: [0.5, 3],
    tune: true,
  }),
  finalFraction: option(z._default(z.number().check(z.gte(0), z.lte(1)), 0), {
    help: "The rate at the end, as a share of the base.",
    scale: "linear",
    range: [0, 0.1],
  }),
});

/**
 * From the base to `final` = base·finalFraction: final + (base − final)·(1 − step / total)^power, as
 * PyTorch's PolynomialLR with total_iters = total. The end would be reached at the step after the last.
 *
 * Options, with their limits and defaults: `warmupSteps` (whole number, ≥ 0; 0), `power` (number, > 0; 1),
 * `finalFraction` (number, ≥ 0, ≤ 1; 0).
 */
export const polynomial: ScheduleDefinition<typeof options> = {
  kind: "polynomial",
  title: "Polynomial",
  help:
    "Lowers the learning rate along a power of what is left of the training; with power 1, a straight " +
    "line.",
  explanation: {
    equation: "rate = base·(final + (1 − final)·(1 − step / total)^power)",
    use:
      "With power 1, the straight line to zero that many language models and segmentation networks " +
      "take.",
    pitfalls: "It ends where the training ends: what stops early has never seen the low rates.",
  },
  options,
  decays: true,
  risesFirst: false,
  rate: withWarmup(({ power, finalFraction }, { step, totalSteps, base }) => {
    const left = 1 - Math.min(1, step / totalSteps);
    return base * (finalFraction + (1 - finalFraction) * left ** power);
  }),
};
