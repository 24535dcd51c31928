import * as z from "zod/mini";
import { type ScheduleDefinition, warmupOptions, withWarmup } from "./schedule.ts";

const options = z.strictObject({
  ...warmupOptions,
  /** Steps after which the rate is base / (1 + decay). */
  everySteps: z._default(z.int().check(z.positive()), 1000),
  decay: z._default(z.number().check(z.nonnegative()), 1),
});

/** Decays as 1/t: base / (1 + decay·step / everySteps). */
export const inverseTime: ScheduleDefinition<typeof options> = {
  kind: "inverseTime",
  title: "Inverse time",
  help: "Divides the learning rate by a number that grows with the steps.",
  paper: "Robbins & Monro, A Stochastic Approximation Method, 1951",
  options,
  decays: true,
  risesFirst: false,
  rate: withWarmup(({ everySteps, decay }, { step, base }) => base / (1 + (decay * step) / everySteps)),
};
