import { largestOf } from "../../../base/lists.ts";
import { hypervolume } from "../../front/hypervolume.ts";
import { paretoFronts } from "../../front/pareto.ts";
import type { FinishedTrial } from "../request/sampler.ts";

/** How far beyond the worst values the volume is measured, as a share of them. */
const BEYOND = 0.1;
/** A weight of trials that add no volume; not 0, so that they still count among themselves. */
const LEAST_WEIGHT = 1e-12;

type Values = readonly number[];

/**
 * The best so many of complete trials with several objectives: whole nondominated fronts as long as there is
 * room, and of the first that there is no room for, those that together dominate the largest volume. They are
 * chosen one by one, each the one that adds most (Guerreiro et al. 2016), which reaches 1 − 1/e of the
 * largest.
 *
 * Ozaki et al., Multiobjective Tree-Structured Parzen Estimator, 2022
 */
export function chooseByVolume(trials: readonly FinishedTrial[], count: number): FinishedTrial[] {
  const chosen: FinishedTrial[] = [];
  for (const front of paretoFronts(trials.map(({ values }) => values))) {
    const members = front.map((at) => trials[at]);
    const room = count - chosen.length;
    const fitting = members.length <= room ? members : largestTogether(members, room);
    for (const trial of fitting) chosen.push(trial);
    if (chosen.length === count) break;
  }
  return chosen;
}

/** Of trials those that together dominate the largest volume, by adding the one that adds most. */
function largestTogether(trials: readonly FinishedTrial[], count: number): FinishedTrial[] {
  const values = trials.map((trial) => trial.values);
  const reference = referenceOf(values);
  const chosen: number[] = [];
  // A point adds ever less as others are added, so that an old figure is a bound of the new one.
  const added = values.map((point) => boxOf(point, reference));
  const left = new Set(values.keys());
  while (chosen.length < count) {
    const others = chosen.map((at) => values[at]);
    let [best, most] = [-1, Number.NEGATIVE_INFINITY];
    for (const at of [...left].sort((a, b) => added[b] - added[a] || a - b)) {
      if (added[at] <= most) break;
      added[at] = addedVolume(values[at], { others, reference });
      if (added[at] > most) [best, most] = [at, added[at]];
    }
    left.delete(best);
    chosen.push(best);
  }
  return chosen.map((at) => trials[at]);
}

/**
 * How much each of some trials counts: by the volume that only it dominates, the most 1; those that another
 * one dominates hardly.
 */
export function volumeWeights(trials: readonly FinishedTrial[]): number[] {
  const values = trials.map((trial) => trial.values);
  const reference = referenceOf(values);
  const front = paretoFronts(values)[0] ?? [];
  const added = values.map(() => 0);
  for (const at of front) {
    const others = front.filter((other) => other !== at).map((other) => values[other]);
    added[at] = addedVolume(values[at], { others, reference });
  }
  const most = Math.max(LEAST_WEIGHT, largestOf(added));
  return added.map((volume) => Math.max(LEAST_WEIGHT, volume / most));
}

/** Somewhat worse than the worst of each objective. */
function referenceOf(values: readonly Values[]): number[] {
  return (values[0] ?? []).map((_, objective) => {
    const worst = largestOf(values.map((row) => row[objective]));
    return worst + BEYOND * Math.abs(worst) || BEYOND;
  });
}

/** The volume that a point dominates beyond what others do. */
function addedVolume(
  point: Values,
  { others, reference }: { readonly others: readonly Values[]; readonly reference: readonly number[] },
): number {
  const limited = others.map((other) => other.map((value, at) => Math.max(value, point[at])));
  return boxOf(point, reference) - hypervolume(limited, reference);
}

function boxOf(point: Values, reference: readonly number[]): number {
  return point.reduce((product, value, at) => product * (reference[at] - value), 1);
}
