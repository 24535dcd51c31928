import * as z from "zod/mini";
import { type ScheduleDefinition, warmupOptions, withWarmup } from "./schedule.ts";

const options = z.strictObject({
  ...warmupOptions,
  /** Steps over which the rate is multiplied by `factor` once. */
  everySteps: z._default(z.int().check(z.positive()), 1000),
  factor: z._default(z.number().check(z.positive(), z.lte(1)), 0.9),
});

/** Decays smoothly: base·factor^(step / everySteps); with everySteps 1 it is PyTorch's ExponentialLR. */
export const exponential: ScheduleDefinition<typeof options> = {
  kind: "exponential",
  title: "Exponential",
  help: "Multiplies the learning rate by the same factor over every so many steps, smoothly.",
  options,
  decays: true,
  risesFirst: false,
  rate: withWarmup(({ everySteps, factor }, { step, base }) => base * factor ** (step / everySteps)),
};
