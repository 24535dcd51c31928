import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { type ScheduleDefinition, warmupOptions, withWarmup } from "./schedule-definition.ts";

const options = z.strictObject({
  ...warmupOptions,
  cycles: option(z._default(z.int().check(z.positive()), 4), {
    help: "How often the rate rises from zero and falls to it again, each time twice as long as before.",
    unit: "cycles",
    range: [1, 6],
    scale: "integer",
  }),
});

/**
 * Waves that grow longer: base·(1 − cos(2π·log2(1 + (2^cycles − 1)·step / total))) / 2, which rises from zero
 * and falls back to it `cycles` times, each time over twice as many steps as before.
 *
 * Options, with their limits and defaults: `warmupSteps` (whole number, ≥ 0; 0), `cycles` (whole number, > 0;
 * 4).
 */
export const cosineLog: ScheduleDefinition<typeof options> = {
  kind: "cosineLog",
  title: "Cosine of the logarithm",
  help: "Lets the learning rate rise and fall several times, each time twice as long.",
  paper: "Holzmüller, Grinsztajn & Steinwart, Better by Default, 2024: coslog",
  explanation: {
    equation: "rate = base·(1 − cos(2π·log2(1 + (2^cycles − 1)·step / total))) / 2",
    use:
      "For tables, where the best epoch by the dev score is kept: each low end is a chance to stop, " +
      "early ones against overfitting.",
    pitfalls:
      "The loss rises in the middle of each wave, so that early stopping with little patience ends at the " +
      "first low end.",
  },
  options,
  decays: true,
  risesFirst: true,
  rate: withWarmup(({ cycles }, { step, totalSteps, base }) => {
    const share = Math.min(1, step / totalSteps);
    return (base * (1 - Math.cos(2 * Math.PI * Math.log2(1 + (2 ** cycles - 1) * share)))) / 2;
  }),
};
