import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { type ScheduleDefinition, warmupOptions, withWarmup } from "./schedule-definition.ts";

const options = z.strictObject({
  ...warmupOptions,
  everySteps: option(z._default(z.int().check(z.positive()), 1000), {
    help: "Updates over which the rate is multiplied by `factor` once.",
    unit: "updates",
    scale: "log",
    range: [100, 10000],
    tune: true,
  }),
  factor: option(z._default(z.number().check(z.positive(), z.lte(1)), 0.9), {
    help: "What the rate is multiplied by over everySteps.",
    scale: "log",
    range: [0.5, 0.99],
    tune: true,
  }),
});

/**
 * Decays smoothly: base·factor^(step / everySteps); with everySteps 1 it is PyTorch's ExponentialLR.
 *
 * Options, with their limits and defaults: `warmupSteps` (whole number, ≥ 0; 0), `everySteps` (whole number,
 * > 0; 1000), `factor` (number, > 0, ≤ 1; 0.9).
 */
export const exponential: ScheduleDefinition<typeof options> = {
  kind: "exponential",
  title: "Exponential",
  help: "Multiplies the learning rate by the same factor over every so many steps, smoothly.",
  explanation: {
    equation: "rate = base·factor^(step / everySteps)",
    use: "Where a smooth fall without an end in sight is wanted.",
    pitfalls:
      "The rate at the end depends on the length of the training: with the defaults it falls by a " +
      "tenth in 1,000 updates, which does nothing to short ones and too much to long ones.",
  },
  options,
  decays: true,
  risesFirst: false,
  rate: withWarmup(({ everySteps, factor }, { step, base }) => base * factor ** (step / everySteps)),
};
