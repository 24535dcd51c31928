import { randomKey, STREAMS, shuffle } from "../../base/random.ts";
import { correlation } from "../../base/statistics.ts";
import { type CellColumn, holdsNumbers, isMissing } from "../../data/table/table.ts";

/** Rows in pairs: the first of each, and the second. */
export interface Pairs {
  readonly a: Int32Array;
  readonly b: Int32Array;
}

/**
 * How alike the cells of a column are in pairs of rows, from about 0 for pairs drawn at random to 1: the
 * correlation of numbers and dates; of words the agreement beyond that of the same rows in pairs by chance
 * (Cohen's κ, 1960). NaN where it cannot be said.
 */
export function alikeness(column: CellColumn, { a, b }: Pairs): number {
  const [first, second] = [new Float64Array(a.length), new Float64Array(a.length)];
  let count = 0;
  for (let pair = 0; pair < a.length; pair++) {
    if (isMissing(column, a[pair]) || isMissing(column, b[pair])) continue;
    first[count] = column.data[a[pair]];
    second[count++] = column.data[b[pair]];
  }
  return count < 3 ? NaN : likeness(column, first.subarray(0, count), second.subarray(0, count));
}

function likeness(column: CellColumn, first: Float64Array, second: Float64Array): number {
  if (holdsNumbers(column)) return correlation(first, second);
  const agreed = agreement(first, second);
  const order = shuffle(Int32Array.from(second.keys()), randomKey(0, STREAMS.sampling));
  const byChance = agreement(
    first,
    second.map((_, index) => second[order[index]]),
  );
  return byChance === 1 ? NaN : (agreed - byChance) / (1 - byChance);
}

function agreement(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, index) => sum + Number(value === b[index]), 0) / a.length;
}
