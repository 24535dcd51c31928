import { type CellColumn, holdsNumbers, isMissing } from "../../data/table/table.ts";

/** Rows in groups by what a column has in them: a group for each row, from 0. */
export interface Grouping {
  readonly groups: Int32Array;
  readonly count: number;
}

/** A group of neighbouring numbers has so many rows at least. */
const FEWEST_IN_GROUP = 10;
const MOST_GROUPS = 256;

/**
 * Rows by what a column has in them: by its words, or by neighbouring numbers, at most about 256 groups of
 * those. Missing cells are a group of their own, the first.
 */
export function groupRows(column: CellColumn, rows: Int32Array): Grouping {
  if (!holdsNumbers(column)) return groupWords(column, rows);
  const begins = groupBegins(column.data, rows);
  const groups = rows.map((row) =>
    Number.isNaN(column.data[row]) ? 0 : 1 + placeOf(begins, column.data[row]),
  );
  return { groups, count: 1 + begins.length };
}

/** The same rows in about so many groups: neighbours of ordered groups together. */
export function coarser({ groups, count }: Grouping, most: number): Grouping {
  if (count <= most) return { groups, count };
  return {
    groups: groups.map((group) => (group === 0 ? 0 : Math.ceil((group * most) / count))),
    count: most + 1,
  };
}

/** Rows by whether a column has something in them: group 1, or not: group 0. */
export function groupByPresence(column: CellColumn, rows: Int32Array): Grouping {
  return { groups: rows.map((row) => Number(!isMissing(column, row))), count: 2 };
}

function groupWords(column: CellColumn, rows: Int32Array): Grouping {
  const known = new Map<number, number>();
  const groups = rows.map((row) => {
    if (isMissing(column, row)) return 0;
    const word = column.data[row];
    if (!known.has(word)) known.set(word, known.size + 1);
    return known.get(word)!;
  });
  return { groups, count: known.size + 1 };
}

/** The least number of each group; equal numbers are in one. */
function groupBegins(data: Float64Array, rows: Int32Array): number[] {
  const sorted = Float64Array.from(rows, (row) => data[row]).sort();
  const least = Math.max(FEWEST_IN_GROUP, rows.length / MOST_GROUPS);
  const begins: number[] = [];
  let size = least;
  for (let i = 0; i < sorted.length && !Number.isNaN(sorted[i]); i++, size++) {
    if (size < least || sorted[i] === sorted[i - 1]) continue;
    begins.push(sorted[i]);
    size = 0;
  }
  return begins;
}

/** The last place whose number is not above a value. */
function placeOf(begins: readonly number[], value: number): number {
  let [low, high] = [0, begins.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (begins[middle] <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
