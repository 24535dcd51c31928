import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { comparisonOptions, percentileRule } from "./percentile-rule.ts";
import type { StopperDefinition } from "./stopper.ts";

const options = z.strictObject({
  ...comparisonOptions,
  share: option(z._default(z.number().check(z.gt(0), z.lt(1)), 0.25), {
    help: "The share of trials that goes on; 0.5 is the median rule.",
  }),
});

/**
 * The median rule with another share than a half: stops a trial whose best value so far is above that
 * quantile of the running averages of all others that came as far.
 *
 * Options, with their limits and defaults: `startupTrials` (whole number, ≥ 1; 5), `warmupSteps` (whole
 * number, ≥ 0; 0), `interval` (whole number, ≥ 1; 1), `share` (number, > 0, < 1; 0.25).
 */
export const percentile: StopperDefinition<typeof options> = {
  kind: "percentile",
  title: "Percentile rule",
  help: "Stops a trial whose best so far is not among the best of the others' averages up to that step.",
  paper: "Golovin et al., Google Vizier: A Service for Black-Box Optimization, 2017",
  options,
  pauses: () => false,
  decide: percentileRule,
};
