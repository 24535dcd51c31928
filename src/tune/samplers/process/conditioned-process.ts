import { Posterior } from "../../gaussian-process/process-posterior.ts";
import { type Feature, rowOf } from "../../gaussian-process/space-features.ts";
import { warpTargets } from "../../gaussian-process/target-warp.ts";
import type { Point } from "../../space/search-space.ts";
import type { SamplerRequest } from "../request/sampler.ts";
import { knownVariances, type ProcessModel } from "./fit-schedule.ts";
import type { LearntTrials } from "./learnt-trials.ts";

/** A process that has seen the trials, those that run among them. */
export interface ConditionedProcess {
  readonly posterior: Posterior;
  /** The best result so far, or what is expected of it. */
  readonly incumbent: number;
  /** The rows of the best trials, the best first. */
  readonly best: readonly Float64Array[];
}

/** At most so many failed trials are believed, the newest: each adds a row. */
const FAILED = 64;
/** As many of the best trials are searched around. */
const BEST = 5;
/**
 * Conditions a process on trials. Running ones are believed to bring what is expected of them, and only
 * what is better than that is an improvement ("kriging believer"): cheap, and without randomness of its own.
 * A lie that is worse than what is expected would leave the same promise beside each of them. Failed ones are
 * believed likewise, so that nothing is left to explore where they are, and the function is not bent by them.
 *
 * Ginsbourger et al., Kriging Is Well-Suited to Parallelize Optimization, 2010
 */
export function conditioned(
  learnt: LearntTrials,
  options: { features: readonly Feature[]; model: ProcessModel; request: SamplerRequest },
): ConditionedProcess {
  const { features, model, request } = options;
  const { targets, slopes } = warpTargets(learnt.values, model.bend);
  const rows = learnt.trials.map(({ point }) => rowOf(features, point));
  const data = { rows, targets, known: knownVariances(learnt.trials, slopes) };
  const posterior = new Posterior(features, data, model.hyperparameters);
  const { incumbent, best } = bestOf(posterior, { learnt, targets, rows });
  const expect = (trials: readonly { readonly point: Point }[]) =>
    trials.map(({ point }) => {
      const row = rowOf(features, point);
      return { row, target: posterior.at(row).mean };
    });
  const failed = expect(request.finished.filter(({ status }) => status === "failed").slice(-FAILED));
  const running = expect(request.pending);
  const believed = [...failed, ...running];
  if (believed.length === 0) return { posterior, incumbent, best };
  const extended = {
    rows: [...rows, ...believed.map(({ row }) => row)],
    targets: Float64Array.from([...targets, ...believed.map(({ target }) => target)]),
    known: data.known && Float64Array.from([...data.known, ...believed.map(() => 0)]),
  };
  return {
    posterior: new Posterior(features, extended, model.hyperparameters),
    incumbent: running.reduce((least, { target }) => Math.min(least, target), incumbent),
    best,
  };
}

/**
 * The best of the trials that fulfil the constraints, or of all where none does: by their results, or by what
 * is expected of them where results are told to be noisy. The noise that is estimated is no reason: of a
 * rugged function without noise the best result would be smoothed away.
 */
function bestOf(
  posterior: Posterior,
  { learnt, targets, rows }: { learnt: LearntTrials; targets: Float64Array; rows: readonly Float64Array[] },
): { incumbent: number; best: Float64Array[] } {
  const { trials } = learnt;
  const isNoisy = trials.some(({ standardError = 0 }) => standardError > 0);
  const all = Array.from(targets.keys());
  const feasible = all.filter((index) => trials[index].violation === 0);
  const scored = (feasible.length > 0 ? feasible : all)
    .sort((a, b) => targets[a] - targets[b])
    .slice(0, isNoisy ? 4 * BEST : BEST)
    .map((index) => ({ row: rows[index], value: isNoisy ? posterior.at(rows[index]).mean : targets[index] }))
    .sort((a, b) => a.value - b.value);
  return { incumbent: scored[0].value, best: scored.slice(0, BEST).map(({ row }) => row) };
}
