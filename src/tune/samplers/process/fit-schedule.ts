import { fitHyperparameters, type Hyperparameters } from "../../gaussian-process/fit-process.ts";
import { differencesOf } from "../../gaussian-process/pair-differences.ts";
import { type Feature, rowOf } from "../../gaussian-process/space-features.ts";
import { warpTargets } from "../../gaussian-process/target-warp.ts";
import type { SearchSpace } from "../../space/search-space.ts";
import type { FinishedTrial } from "../request/sampler.ts";
import { type LearntTrials, subsetOf } from "./learnt-trials.ts";

/** Up to so many trials, hyperparameters are fitted at every trial; later each time the trials grew by 8%. */
const ALWAYS = 20;
const GROWTH = 1.08;
/** So many trials tell the hyperparameters. */
const MOST = 120;

/** How the values of a study are modelled. */
export interface ProcessModel {
  readonly hyperparameters: Hyperparameters;
  /** Where the scale of the values bends: see `warpTargets`. */
  readonly bend: number;
}

/** The count of trials, up to `count`, after which the hyperparameters were fitted last. */
function lastFit(count: number): number {
  let last = Math.min(count, ALWAYS);
  while (Math.ceil(last * GROWTH) <= count) last = Math.ceil(last * GROWTH);
  return last;
}

/** Fits that were made, the newest last: they are found again by what they were made of. */
const made: { key: FitKey; model: ProcessModel }[] = [];
const REMEMBERED = 24;

interface FitKey {
  readonly parameters: SearchSpace["parameters"];
  readonly purpose: string;
  readonly trials: readonly FinishedTrial[];
  readonly values: Float64Array;
}

/**
 * The hyperparameters for trials, fitted to the first of them by a schedule that follows their count, and the
 * bend that makes the values likeliest: each is tried, and the densities are compared on the values' own
 * scale. Remembered fits are only used where the trials are the same, so the answer is the same without.
 *
 * @param bends to try.
 */
export function modelOf(
  learnt: LearntTrials,
  options: { features: readonly Feature[]; parameters: SearchSpace["parameters"]; bends: readonly number[] },
): ProcessModel {
  const { features, parameters, bends } = options;
  const count = lastFit(learnt.trials.length);
  const first = { trials: learnt.trials.slice(0, count), values: learnt.values.slice(0, count) };
  const key: FitKey = { parameters, purpose: bends.join(), ...first };
  const known = made.findLast((entry) => isSameFit(entry.key, key));
  if (known !== undefined) return known.model;
  const model = fitModel(subsetOf(first, MOST), { features, bends });
  made.push({ key, model });
  if (made.length > REMEMBERED) made.shift();
  return model;
}

function fitModel(
  { trials, values }: LearntTrials,
  { features, bends }: { features: readonly Feature[]; bends: readonly number[] },
): ProcessModel {
  const differences = differencesOf(
    features,
    trials.map(({ point }) => rowOf(features, point)),
  );
  let best: { model: ProcessModel; evidence: number } | undefined;
  for (const bend of bends) {
    const { targets, logSlope, slopes } = warpTargets(values, bend);
    const fit = fitHyperparameters({ differences, targets, known: knownVariances(trials, slopes) });
    const evidence = fit.evidence + logSlope;
    if (best === undefined || evidence > best.evidence)
      best = { model: { hyperparameters: fit.hyperparameters, bend }, evidence };
  }
  return best!.model;
}

/** The variances of targets whose standard errors are told; undefined where none is. */
export function knownVariances(
  trials: readonly FinishedTrial[],
  slopes: Float64Array,
): Float64Array | undefined {
  if (trials.every(({ standardError }) => standardError === undefined)) return undefined;
  return Float64Array.from(trials, ({ standardError = 0 }, i) =>
    Math.min(4, (standardError * slopes[i]) ** 2),
  );
}

function isSameFit(a: FitKey, b: FitKey): boolean {
  return (
    a.purpose === b.purpose &&
    a.trials.length === b.trials.length &&
    isSameSpace(a.parameters, b.parameters) &&
    a.values.every((value, i) => value === b.values[i]) &&
    a.trials.every((trial, i) => isSameTrial(trial, b.trials[i]))
  );
}

function isSameSpace(a: SearchSpace["parameters"], b: SearchSpace["parameters"]): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function isSameTrial(a: FinishedTrial, b: FinishedTrial): boolean {
  if (a === b) return true;
  if (a.standardError !== b.standardError) return false;
  const names = Object.keys(a.point);
  return (
    names.length === Object.keys(b.point).length && names.every((name) => a.point[name] === b.point[name])
  );
}
