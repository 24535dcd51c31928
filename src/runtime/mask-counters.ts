import { maskCounter } from "../base/random.ts";

/** More are not kept for a next call: 16 MB. */
const MOST_KEPT = 2 ** 22;

let kept = new Uint32Array(0);

/**
 * The counters `maskCounter(0)`, `maskCounter(1)`, …, that many. They are the same for all masks of a thread,
 * which share the array and must not change it.
 */
export function maskCounters(count: number): Uint32Array {
  if (count <= kept.length) return kept.subarray(0, count);
  const counters = new Uint32Array(count);
  for (let index = 0; index < count; index++) counters[index] = maskCounter(index);
  if (count <= MOST_KEPT) kept = counters;
  return counters;
}
