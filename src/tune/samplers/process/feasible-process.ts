import { quantile } from "../../../base/statistics.ts";
import { type Acquisition, feasibility } from "../../gaussian-process/acquisition.ts";
import { Posterior } from "../../gaussian-process/process-posterior.ts";
import { type Feature, rowOf } from "../../gaussian-process/space-features.ts";
import { warpTargets } from "../../gaussian-process/target-warp.ts";
import type { FinishedTrial, SamplerRequest } from "../request/sampler.ts";
import { modelOf } from "./fit-schedule.ts";
import { subsetOf } from "./learnt-trials.ts";

const MOST = 256;
/** The value that the process learns of a trial that is as it should be, and of one that failed. */
const FINE = -1;
const FAILED = 1;

/**
 * The log probability that a trial ends well and the constraints on outcomes hold, by a process of its own,
 * which expects less than 0 where they do. Undefined where nothing failed or was violated.
 *
 * Gardner et al., Bayesian Optimization with Inequality Constraints, 2014
 */
export function feasibleProcess(
  request: SamplerRequest,
  features: readonly Feature[],
): Acquisition | undefined {
  const { space, finished } = request;
  const values = feasibilityOf(finished);
  if (values.every((value) => value === FINE)) return undefined;
  // Standard errors are of the objective, not of this.
  const all = { trials: finished.map(({ standardError: _, ...trial }) => trial), values };
  const bends = [Number.POSITIVE_INFINITY];
  const { hyperparameters } = modelOf(all, { features, parameters: space.parameters, bends });
  const learnt = subsetOf(all, MOST);
  const { targets, of } = warpTargets(learnt.values, Number.POSITIVE_INFINITY);
  const rows = learnt.trials.map(({ point }) => rowOf(features, point));
  return feasibility(new Posterior(features, { rows, targets }, hyperparameters), of(0), features.length);
}

/**
 * Of each trial −1 where all is well, 1 where it failed, and from ½ to 1½ by how much limits are violated;
 * as long as every trial violates them, violations are the objective and count as well here.
 */
function feasibilityOf(finished: readonly FinishedTrial[]): Float64Array {
  const ended = finished.filter(({ status }) => status !== "failed");
  const violated = ended.flatMap(({ violation }) => (violation > 0 ? [violation] : []));
  const isObjective = violated.length === ended.length;
  const middle = quantile(violated, 0.5);
  return Float64Array.from(finished, ({ status, violation }) => {
    if (status === "failed") return FAILED;
    return violation > 0 && !isObjective ? 0.5 + violation / (violation + middle) : FINE;
  });
}
