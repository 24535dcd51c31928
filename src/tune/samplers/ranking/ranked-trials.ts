import { crowdingDistances, paretoFronts } from "../../front/pareto.ts";
import type { FinishedTrial } from "../request/sampler.ts";
import { lastStepOf } from "./trials-by-step.ts";

/**
 * Trials from the best to the worst: complete ones by their value, or by front and crowding where there are
 * several objectives; then stopped ones, those that came further first, and by value; then those that violate
 * limits, the least first; failed ones last.
 */
export function rankedTrials(trials: readonly FinishedTrial[]): FinishedTrial[] {
  const sound = trials.filter(({ status, violation }) => status !== "failed" && !(violation > 0));
  return [
    ...byValues(sound.filter(({ status }) => status === "complete")),
    ...sound.filter(({ status }) => status === "stopped").sort(byReach),
    ...trials
      .filter(({ status, violation }) => status !== "failed" && violation > 0)
      .sort((a, b) => a.violation - b.violation || a.number - b.number),
    ...trials.filter(({ status }) => status === "failed"),
  ];
}

/** The first so many of {@link rankedTrials}; with one objective the others are not put in order. */
export function bestTrials(trials: readonly FinishedTrial[], count: number): FinishedTrial[] {
  if (count === 0) return [];
  const complete = trials.filter(({ status, violation }) => status === "complete" && !(violation > 0));
  if (complete.length < count || hasSeveralValues(complete)) return rankedTrials(trials).slice(0, count);
  const best: FinishedTrial[] = [];
  for (const trial of complete) {
    if (best.length === count && byValue(trial, best[count - 1]) > 0) continue;
    let place = Math.min(best.length, count - 1);
    for (; place > 0 && byValue(trial, best[place - 1]) < 0; place--) best[place] = best[place - 1];
    best[place] = trial;
  }
  return best;
}

function hasSeveralValues([first]: readonly FinishedTrial[]): boolean {
  return (first?.values.length ?? 1) !== 1;
}

function byValue(a: FinishedTrial, b: FinishedTrial): number {
  return a.values[0] - b.values[0] || a.number - b.number;
}

function byValues(trials: FinishedTrial[]): FinishedTrial[] {
  if (!hasSeveralValues(trials)) return trials.sort(byValue);
  return paretoFronts(trials.map(({ values }) => values)).flatMap((front) => {
    const members = front.map((at) => trials[at]);
    const distances = crowdingDistances(members.map(({ values }) => values));
    const order = members.map((_, at) => at);
    // Infinite distances do not differ.
    order.sort((a, b) => (distances[a] === distances[b] ? a - b : distances[b] - distances[a]));
    return order.map((at) => members[at]);
  });
}

function byReach(a: FinishedTrial, b: FinishedTrial): number {
  return lastStepOf(b) - lastStepOf(a) || a.values[0] - b.values[0] || a.number - b.number;
}
