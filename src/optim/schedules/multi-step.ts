import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { type ScheduleDefinition, warmupOptions, withWarmup } from "./schedule-definition.ts";

const options = z.strictObject({
  ...warmupOptions,
  milestones: option(z._default(z.array(z.number().check(z.positive())), [0.5, 0.75]), {
    help: "When the rate drops: numbers of updates, or below 1 shares of the training.",
  }),
  factor: option(z._default(z.number().check(z.positive(), z.lte(1)), 0.1), {
    help: "What a drop multiplies the rate by.",
    scale: "log",
    range: [0.05, 0.5],
    tune: true,
  }),
});

/**
 * Drops at milestones: base·factor^(the number of milestones that the step has reached), as PyTorch's
 * MultiStepLR counted in steps.
 *
 * Options, with their limits and defaults: `warmupSteps` (whole number, ≥ 0; 0), `milestones` (list of
 * numbers, > 0; [0.5,0.75]), `factor` (number, > 0, ≤ 1; 0.1).
 */
export const multiStep: ScheduleDefinition<typeof options> = {
  kind: "multiStep",
  title: "Multi-step",
  help: "Drops the learning rate by a factor at given moments.",
  explanation: {
    equation: "rate = base·factor^(the number of milestones reached)",
    use: "The classic of residual networks: drops by 10 at a half and three quarters of the training.",
    pitfalls:
      "Milestones of 1 and more are updates and do not move with the length of the training; shares " +
      "below 1 do.",
  },
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
