/**
 * Lists of any length. `Math.max(...list)` and `push(...list)` hand each item over as an argument of its own,
 * and engines end beyond some 125,000 arguments.
 */

/** The smallest of numbers, as `Math.min` says it: Infinity of none, NaN where one is NaN. */
export function smallestOf(values: Iterable<number>): number {
  let smallest = Infinity;
  for (const value of values) smallest = Math.min(smallest, value);
  return smallest;
}

/** The largest of numbers, as `Math.max` says it: −Infinity of none, NaN where one is NaN. */
export function largestOf(values: Iterable<number>): number {
  let largest = -Infinity;
  for (const value of values) largest = Math.max(largest, value);
  return largest;
}

/** The root of the sum of squares, as `Math.hypot` says it. */
export function normOf(values: readonly number[]): number {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  return largest * Math.sqrt(values.reduce((sum, value) => sum + (value / largest) ** 2, 0));
}

/** Adds items to the end of a list. */
export function append<T>(list: T[], items: Iterable<T>): void {
  for (const item of items) list.push(item);
}
