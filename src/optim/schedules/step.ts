import * as z from "zod/mini";
import { type ScheduleDefinition, warmupOptions, withWarmup } from "./schedule.ts";

const options = z.strictObject({
  ...warmupOptions,
  /** Steps between two drops. */
  everySteps: z._default(z.int().check(z.positive()), 1000),
  /** What a drop multiplies the rate by. */
  factor: z._default(z.number().check(z.positive(), z.lte(1)), 0.1),
});

/** Drops in steps: base·factor^⌊step / everySteps⌋, as PyTorch's StepLR counted in steps. */
export const step: ScheduleDefinition<typeof options> = {
  kind: "step",
  title: "Step",
  help: "Drops the learning rate by a factor every so many steps.",
  options,
  decays: true,
  risesFirst: false,
  rate: withWarmup(
    ({ everySteps, factor }, { step, base }) => base * factor ** Math.floor(step / everySteps),
  ),
};
