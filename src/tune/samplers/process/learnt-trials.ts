import type { FinishedTrial } from "../request/sampler.ts";

/** Trials that ended with values, and what a process is to learn of each: a number to be minimized. */
export interface LearntTrials {
  readonly trials: readonly FinishedTrial[];
  readonly values: Float64Array;
}

/** The trials that ended with finite values, in the order in which they ended. */
export function trialsWithValues(finished: readonly FinishedTrial[]): FinishedTrial[] {
  return finished.filter(({ status, values }) => status !== "failed" && values.every(Number.isFinite));
}

/**
 * At most `most` trials to learn from, in their order: one half the best, the others evenly spread over the
 * order in which they ended. A function of the trials alone, so that nothing depends on what was kept.
 */
export function subsetOf({ trials, values }: LearntTrials, most: number): LearntTrials {
  const count = trials.length;
  if (count <= most) return { trials, values };
  const order = Array.from(values.keys()).sort((a, b) => values[a] - values[b] || a - b);
  const kept = new Set(order.slice(0, Math.ceil(most / 2)));
  const rest = Array.from(values.keys()).filter((index) => !kept.has(index));
  const places = most - kept.size;
  for (let place = 0; place < places; place++) kept.add(rest[Math.floor((place * rest.length) / places)]);
  const indexes = [...kept].sort((a, b) => a - b);
  return {
    trials: indexes.map((index) => trials[index]),
    values: Float64Array.from(indexes, (index) => values[index]),
  };
}
