import { improvementBelow, sumOf } from "../../gaussian-process/acquisition.ts";
import { scalarize } from "../../gaussian-process/scalarize.ts";
import { featuresOf, pointOf } from "../../gaussian-process/space-features.ts";
import { BENDS } from "../../gaussian-process/target-warp.ts";
import { sideOf, trustRegion } from "../../gaussian-process/trust-region.ts";
import { pointKey } from "../../space/search-space.ts";
import { drawPoint } from "../request/draws.ts";
import type { FinishedTrial, SamplerRequest, TrialProposal } from "../request/sampler.ts";
import { triedKeys } from "../request/tried-points.ts";
import { conditioned } from "./conditioned-process.ts";
import { feasibleProcess } from "./feasible-process.ts";
import { modelOf } from "./fit-schedule.ts";
import { subsetOf } from "./learnt-trials.ts";
import { searchBest } from "./search-acquisition.ts";

/** So many trials are learnt from: factoring their covariances takes some milliseconds. */
const MOST = 256;
/** The side of the trust region where several objectives leave no single best. */
const SIDE_OF_SEVERAL = 0.4;

interface Plan {
  /** At least two, in the order in which they ended. */
  readonly learnt: readonly FinishedTrial[];
  readonly startup: number;
  readonly key: number;
}

/** The point of the largest expected improvement, among all points or, every other trial, near the best. */
export function proposeByProcess(request: SamplerRequest, { learnt, startup, key }: Plan): TrialProposal {
  const { space, number, objectives } = request;
  const features = featuresOf(space);
  const all = { trials: learnt, values: valuesOf(request, { learnt, key }) };
  const model = modelOf(all, { features, parameters: space.parameters, bends: BENDS });
  const process = conditioned(subsetOf(all, MOST), { features, model, request });
  const { posterior, incumbent, best } = process;
  const improvement = improvementBelow(posterior, incumbent, features.length);
  const feasible = feasibleProcess(request, features);
  const isLocal = number % 2 === 1;
  const side = objectives > 1 ? SIDE_OF_SEVERAL : sideOf(all.values, { features: features.length, startup });
  const tried = triedKeys(request);
  const row = searchBest(feasible === undefined ? improvement : sumOf(improvement, feasible), {
    space,
    features,
    best,
    key,
    box: isLocal ? trustRegion(best[0], side, model.hyperparameters) : undefined,
    isTried: (candidate: Float64Array) => tried.has(pointKey(pointOf(space, features, candidate))),
  });
  if (row === undefined) return { point: drawPoint(space, key), why: "Drawn, as no candidate was allowed." };
  return { point: pointOf(space, features, row), why: isLocal ? LOCAL : GLOBAL };
}

const GLOBAL = "The largest expected improvement of all.";
const LOCAL = "The largest expected improvement near the best.";

/**
 * The values to be minimized: the objective; one of several, by weights of the trial's own; or, as long as no
 * trial fulfils the constraints on outcomes, by how much they are violated.
 */
function valuesOf(
  { objectives }: SamplerRequest,
  { learnt, key }: { learnt: readonly FinishedTrial[]; key: number },
): Float64Array {
  if (learnt.every(({ violation }) => violation > 0))
    return Float64Array.from(learnt, (trial) => trial.violation);
  if (objectives === 1) return Float64Array.from(learnt, ({ values }) => values[0]);
  return scalarize(
    learnt.map(({ values }) => values),
    key,
  );
}
