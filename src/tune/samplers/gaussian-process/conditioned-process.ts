import type { SamplerRequest } from "../sampler.ts";
import { knownVariances, type ProcessModel } from "./fit-schedule.ts";
import type { LearntTrials } from "./learnt-trials.ts";
import { Posterior } from "./process-posterior.ts";
import { type Feature, rowOf } from "./space-features.ts";
import { warpTargets } from "./target-warp.ts";

/** A process that has seen the trials, those that failed and run among them. */
export interface ConditionedProcess {
  readonly posterior: Posterior;
  /** The least expected result of a trial. */
  readonly incumbent: number;
  /** The rows of the best trials, the best first. */
  readonly best: readonly Float64Array[];
}

/** As many of the best trials are asked what is expected of them, and searched around. */
const BEST = 5;
/** At most so many failed trials are learnt, the newest: each adds a row. */
const FAILED = 64;

/**
 * Conditions a process on trials. Failed ones count as the worst that ended well, so that they repel and do
 * not stretch the scale. Running ones are believed to bring what is expected of them, but no improvement
 * ("kriging believer", with the best value as a limit): cheap, and without randomness of its own.
 */
export function conditioned(
  learnt: LearntTrials,
  options: { features: readonly Feature[]; model: ProcessModel; request: SamplerRequest },
): ConditionedProcess {
  const { features, model, request } = options;
  const { targets, slopes } = warpTargets(learnt.values, model.bend);
  const rows = learnt.trials.map(({ point }) => rowOf(features, point));
  const failed = request.finished.filter(({ status }) => status === "failed").slice(-FAILED);
  const worst = targets.reduce((most, target) => Math.max(most, target), Number.NEGATIVE_INFINITY);
  const known = knownVariances(learnt.trials, slopes);
  const data = {
    rows: [...rows, ...failed.map(({ point }) => rowOf(features, point))],
    targets: Float64Array.from([...targets, ...failed.map(() => worst)]),
    known: known && Float64Array.from([...known, ...failed.map(() => 0)]),
  };
  const posterior = new Posterior(features, data, model.hyperparameters);
  const { incumbent, best } = bestOf(posterior, { learnt, targets, rows });
  const pending = request.pending.map(({ point }) => rowOf(features, point));
  if (pending.length === 0) return { posterior, incumbent, best };
  const believed = pending.map((row) => Math.max(incumbent, posterior.at(row).mean));
  const extended = {
    rows: [...data.rows, ...pending],
    targets: Float64Array.from([...data.targets, ...believed]),
    known: data.known && Float64Array.from([...data.known, ...pending.map(() => 0)]),
  };
  return { posterior: new Posterior(features, extended, model.hyperparameters), incumbent, best };
}

/** The best of the trials that fulfil the constraints, or of all where none does, by what is expected. */
function bestOf(
  posterior: Posterior,
  { learnt, targets, rows }: { learnt: LearntTrials; targets: Float64Array; rows: readonly Float64Array[] },
): { incumbent: number; best: Float64Array[] } {
  const all = Array.from(targets.keys());
  const feasible = all.filter((index) => learnt.trials[index].violation === 0);
  const order = (feasible.length > 0 ? feasible : all).sort((a, b) => targets[a] - targets[b]);
  const expected = order
    .slice(0, 2 * BEST)
    .map((index) => ({ row: rows[index], mean: posterior.at(rows[index]).mean }))
    .sort((a, b) => a.mean - b.mean);
  return { incumbent: expected[0].mean, best: expected.slice(0, BEST).map(({ row }) => row) };
}
