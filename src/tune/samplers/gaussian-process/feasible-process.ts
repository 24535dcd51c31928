import { quantile } from "../../../base/statistics.ts";
import type { FinishedTrial, SamplerRequest } from "../sampler.ts";
import { type Acquisition, feasibility } from "./acquisition.ts";
import { modelOf } from "./fit-schedule.ts";
import { subsetOf } from "./learnt-trials.ts";
import { Posterior } from "./process-posterior.ts";
import { type Feature, rowOf } from "./space-features.ts";
import { warpTargets } from "./target-warp.ts";

const MOST = 256;

/**
 * The log probability that the constraints on outcomes hold, by a process of its own: fulfilled is −1,
 * violated from ½ to 1½ by how much. Undefined where all trials fulfil them, or none does.
 *
 * Gardner et al., Bayesian Optimization with Inequality Constraints, 2014
 */
export function feasibleProcess(
  learnt: readonly FinishedTrial[],
  { features, request }: { features: readonly Feature[]; request: SamplerRequest },
): Acquisition | undefined {
  const violated = learnt.flatMap(({ violation }) => (violation > 0 ? [violation] : []));
  if (violated.length === 0 || violated.length === learnt.length) return undefined;
  const middle = quantile(violated, 0.5);
  const values = Float64Array.from(learnt, ({ violation }) =>
    violation > 0 ? 0.5 + violation / (violation + middle) : -1,
  );
  // Standard errors are of the objective, not of this.
  const trials = learnt.map(({ standardError: _, ...trial }) => trial);
  const bends = [Number.POSITIVE_INFINITY];
  const { hyperparameters } = modelOf(
    { trials, values },
    { features, parameters: request.space.parameters, bends },
  );
  const used = subsetOf({ trials, values }, MOST);
  const warp = warpTargets(used.values, Number.POSITIVE_INFINITY);
  const rows = used.trials.map(({ point }) => rowOf(features, point));
  const posterior = new Posterior(features, { rows, targets: warp.targets }, hyperparameters);
  return feasibility(posterior, warp.of(0), features.length);
}
