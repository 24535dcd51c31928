import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { type ScheduleDefinition, warmupOptions, withWarmup } from "./schedule-definition.ts";

const options = z.strictObject({
  ...warmupOptions,
  finalFraction: option(z._default(z.number().check(z.gte(0), z.lte(1)), 0), {
    help: "The rate at the end, as a share of the base.",
    scale: "linear",
    range: [0, 0.1],
  }),
});

/**
 * Half a cosine from the base rate to `final` = base·finalFraction: final + (base − final)·(1 + cos(π·step /
 * total)) / 2, as PyTorch's CosineAnnealingLR with T_max = total. The end would be reached at the step after
 * the last.
 *
 * Options, with their limits and defaults: `warmupSteps` (whole number, ≥ 0; 0), `finalFraction` (number, ≥
 * 0, ≤ 1; 0).
 */
export const cosine: ScheduleDefinition<typeof options> = {
  kind: "cosine",
  title: "Cosine",
  help: "Lowers the learning rate along half a cosine until the training ends.",
  paper: "Loshchilov & Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2017",
  explanation: {
    equation: "rate = base·(final + (1 − final)·(1 + cos(π·step / total)) / 2)",
    use: "The first choice among schedules: nothing to set, and a low rate at the end.",
    pitfalls:
      "It ends where the training ends: with early stopping the low rates, which gain most, may " +
      "never come; give it fewer epochs and more patience.",
  },
  options,
  decays: true,
  risesFirst: false,
  rate: withWarmup(({ finalFraction }, { step, totalSteps, base }) => {
    const share = Math.min(1, step / totalSteps);
    return base * (finalFraction + ((1 - finalFraction) * (1 + Math.cos(Math.PI * share))) / 2);
  }),
};
