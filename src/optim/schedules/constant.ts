import * as z from "zod/mini";
import { type ScheduleDefinition, warmupOptions, withWarmup } from "./schedule-definition.ts";

const options = z.strictObject(warmupOptions);

/**
 * The base rate throughout.
 *
 * Options, with their limits and defaults: `warmupSteps` (whole number, ≥ 0; 0).
 */
export const constant: ScheduleDefinition<typeof options> = {
  kind: "constant",
  title: "Constant",
  help: "Keeps the learning rate as it is.",
  explanation: {
    equation: "rate = base",
    use: "To begin with, and where the training is short or stops early anyway.",
    pitfalls:
      "The weights keep jumping about the minimum at the end: any schedule that falls gets lower, " +
      "above all with small batches.",
  },
  options,
  decays: false,
  risesFirst: false,
  rate: withWarmup((_options, { base }) => base),
};
