import * as z from "zod/mini";
import { type ScheduleDefinition, warmupOptions, withWarmup } from "./schedule.ts";

const options = z.strictObject({
  ...warmupOptions,
  /** When the rate drops: step numbers, or below 1 shares of the training. */
  milestones: z._default(z.array(z.number().check(z.positive())), [0.5, 0.75]),
  /** What a drop multiplies the rate by. */
  factor: z._default(z.number().check(z.positive(), z.lte(1)), 0.1),
});

/** Drops at milestones: base·factor^(the number of milestones that the step has reached), as PyTorch's MultiStepLR counted in
 * steps. */
export const multiStep: ScheduleDefinition<typeof options> = {
  kind: "multiStep",
  title: "Multi-step",
  help: "Drops the learning rate by a factor at given moments.",
  options,
  decays: true,
  risesFirst: false,
  rate: withWarmup(({ milestones, factor }, { step, totalSteps, base }) => {
    const reached = milestones.filter(
      (milestone) => step >= (milestone < 1 ? milestone * totalSteps : milestone),
    );
    return base * factor ** reached.length;
  }),
};
