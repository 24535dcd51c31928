import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { type ScheduleDefinition, warmupOptions, withWarmup } from "./schedule-definition.ts";

const options = z.strictObject({
  ...warmupOptions,
  everySteps: option(z._default(z.int().check(z.positive()), 1000), {
    help: "Updates between two drops.",
    unit: "updates",
    scale: "log",
    range: [100, 10000],
    tune: true,
  }),
  factor: option(z._default(z.number().check(z.positive(), z.lte(1)), 0.1), {
    help: "What a drop multiplies the rate by.",
    scale: "log",
    range: [0.05, 0.5],
    tune: true,
  }),
});

/**
 * Drops in steps: base·factor^⌊step / everySteps⌋, as PyTorch's StepLR counted in steps.
 *
 * Options, with their limits and defaults: `warmupSteps` (whole number, ≥ 0; 0), `everySteps` (whole number,
 * > 0; 1000), `factor` (number, > 0, ≤ 1; 0.1).
 */
export const step: ScheduleDefinition<typeof options> = {
  kind: "step",
  title: "Step",
  help: "Drops the learning rate by a factor every so many steps.",
  explanation: {
    equation: "rate = base·factor^⌊step / everySteps⌋",
    use: "Where recipes of papers are followed that drop the rate every so many epochs.",
    pitfalls:
      "It counts updates and not epochs, so another batch size or number of epochs moves the drops. " +
      "A drop that comes too early freezes a network that was still learning.",
  },
  options,
  decays: true,
  risesFirst: false,
  rate: withWarmup(
    ({ everySteps, factor }, { step, base }) => base * factor ** Math.floor(step / everySteps),
  ),
};
