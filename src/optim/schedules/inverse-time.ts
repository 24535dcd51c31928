import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { type ScheduleDefinition, warmupOptions, withWarmup } from "./schedule-definition.ts";

const options = z.strictObject({
  ...warmupOptions,
  everySteps: option(z._default(z.int().check(z.positive()), 1000), {
    help: "Updates after which the rate is base / (1 + decay).",
    unit: "updates",
    scale: "log",
    range: [100, 10000],
    tune: true,
  }),
  decay: option(z._default(z.number().check(z.nonnegative()), 1), {
    help: "How much the divisor grows over everySteps.",
    scale: "log",
    range: [0.1, 10],
    tune: true,
  }),
});

/**
 * Decays as 1/t: base / (1 + decay·step / everySteps).
 *
 * Options, with their limits and defaults: `warmupSteps` (whole number, ≥ 0; 0), `everySteps` (whole number,
 * > 0; 1000), `decay` (number, ≥ 0; 1).
 */
export const inverseTime: ScheduleDefinition<typeof options> = {
  kind: "inverseTime",
  title: "Inverse time",
  help: "Divides the learning rate by a number that grows with the steps.",
  paper: "Robbins & Monro, A Stochastic Approximation Method, 1951",
  explanation: {
    equation: "rate = base / (1 + decay·step / everySteps)",
    use: "For convex problems, where it is what theory asks of SGD.",
    pitfalls:
      "It falls fast at first and hardly any more later, so it is often too low early and too high " +
      "late.",
  },
  options,
  decays: true,
  risesFirst: false,
  rate: withWarmup(({ everySteps, decay }, { step, base }) => base / (1 + (decay * step) / everySteps)),
};
