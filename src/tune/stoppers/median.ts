import * as z from "zod/mini";
import { comparisonOptions, percentileRule } from "./percentile-rule.ts";
import type { StopperDefinition } from "./stopper.ts";

const options = z.strictObject(comparisonOptions);

/**
 * Vizier's median rule: stops a trial whose best value so far is above the median of the running averages of
 * all others that came as far.
 *
 * Options, with their limits and defaults: `startupTrials` (whole number, ≥ 1; 5), `warmupSteps` (whole
 * number, ≥ 0; 0), `interval` (whole number, ≥ 1; 1).
 */
export const median: StopperDefinition<typeof options> = {
  kind: "median",
  title: "Median rule",
  help: "Stops a trial whose best so far is worse than the median of the others' averages up to that step.",
  paper: "Golovin et al., Google Vizier: A Service for Black-Box Optimization, 2017",
  options,
  pauses: () => false,
  decide: (request, chosen) => percentileRule(request, { ...chosen, share: 0.5 }),
};
