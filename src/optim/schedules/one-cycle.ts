import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { type ScheduleDefinition, warmupOptions, withWarmup } from "./schedule-definition.ts";

const options = z.strictObject({
  ...warmupOptions,
  riseFraction: option(z._default(z.number().check(z.gt(0), z.lt(1)), 0.3), {
    help: "The share of the training in which the rate rises.",
    scale: "linear",
    range: [0.05, 0.5],
    tune: true,
  }),
  initialDivisor: option(z._default(z.number().check(z.gte(1)), 25), {
    help: "The base rate divided by the first.",
    scale: "log",
    range: [3, 100],
  }),
  finalDivisor: option(z._default(z.number().check(z.gte(1)), 1e4), {
    help: "The first rate divided by the last.",
    scale: "log",
    range: [10, 1e5],
  }),
});

/**
 * One cycle, as PyTorch's OneCycleLR with cosines: the rate rises from base / initialDivisor to the base, the
 * highest, and then falls to base / initialDivisor / finalDivisor at the last step. Momentum is not cycled.
 *
 * Options, with their limits and defaults: `warmupSteps` (whole number, ≥ 0; 0), `riseFraction` (number, > 0,
 * < 1; 0.3), `initialDivisor` (number, ≥ 1; 25), `finalDivisor` (number, ≥ 1; 10000).
 */
export const oneCycle: ScheduleDefinition<typeof options> = {
  kind: "oneCycle",
  title: "One cycle",
  help: "Raises the learning rate to the base and lowers it far below where it began, once in the training.",
  paper:
    "Smith & Topin, Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates, " +
    "2018",
  explanation: {
    equation:
      "rate from base / initialDivisor up to base and down to base / initialDivisor / finalDivisor, " +
      "along half cosines",
    use: "To train fast at high rates, whose highest is found by a range test (`trainwell examine`).",
    pitfalls:
      "base is the peak and not the beginning: give it more than a constant rate. It has a warm-up " +
      "of its own. Stopped early it ends at a high rate; continued it has nothing left.",
  },
  options,
  decays: true,
  risesFirst: true,
  rate: withWarmup(({ riseFraction, initialDivisor, finalDivisor }, { step, totalSteps, base }) => {
    const initial = base / initialDivisor;
    const last = Math.max(0, totalSteps - 1);
    const peak = Math.min(last, Math.max(0, riseFraction * totalSteps - 1));
    if (step <= peak && peak > 0) return alongCosine(initial, base, step / peak);
    return alongCosine(
      base,
      initial / finalDivisor,
      last === peak ? 0 : Math.min(1, (step - peak) / (last - peak)),
    );
  }),
};

/** From `start` to `end` along half a cosine; `share` in [0, 1]. */
function alongCosine(start: number, end: number, share: number): number {
  return end + ((start - end) * (1 + Math.cos(Math.PI * share))) / 2;
}
