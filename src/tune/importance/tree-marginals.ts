import type { CellBox, CellRun } from "./cell-table.ts";

/** The means of a tree over all of the space but some axes, which stay as they are. */
export interface TreeMarginals {
  readonly mean: number;
  readonly variance: number;
  /** Of each axis, the mean at each of its cells. */
  readonly single: readonly Float64Array[];
  /** Of each pair that was asked for, the mean at each cell of the first and, within it, of the second. */
  readonly pairs: readonly Float64Array[];
}

/** Two axes by their places. */
export type AxisPair = readonly [first: number, second: number];

/**
 * Gathers a tree's marginals from its leaves as they are made. A leaf adds its value to all cells of its
 * runs; only the ends of runs are written, and sums along the axes make the rest of it at the end, so that a
 * leaf costs as little in a large box as in a small one.
 *
 * @param sizes the number of cells of each axis.
 */
export function marginalGatherer(sizes: readonly number[], pairs: readonly AxisPair[]) {
  const single = sizes.map((size) => new Float64Array(size + 1));
  const both = pairs.map(([a, b]) => new Float64Array((sizes[a] + 1) * (sizes[b] + 1)));
  let [mean, square] = [0, 0];
  const add = ({ runs, masses }: CellBox, value: number) => {
    let mass = 1;
    for (const part of masses) mass *= part;
    mean += mass * value;
    square += mass * value * value;
    for (let axis = 0; axis < sizes.length; axis++)
      addRuns(single[axis], runs[axis], (mass / masses[axis]) * value);
    for (const [place, [a, b]] of pairs.entries()) {
      const share = (mass / (masses[a] * masses[b])) * value;
      for (const [from, to] of runs[a]) {
        const width = sizes[b] + 1;
        addRuns(both[place].subarray(from * width, (from + 1) * width), runs[b], share);
        addRuns(both[place].subarray(to * width, (to + 1) * width), runs[b], -share);
      }
    }
  };
  const finish = (): TreeMarginals => ({
    mean,
    variance: Math.max(0, square - mean * mean),
    single: single.map((ends, axis) => sumRows(ends, 1, sizes[axis])),
    pairs: both.map((ends, place) => sumRows(ends, sizes[pairs[place][0]], sizes[pairs[place][1]])),
  });
  return { add, finish };
}

function addRuns(ends: Float64Array, runs: readonly CellRun[], value: number): void {
  for (const [from, to] of runs) {
    ends[from] += value;
    ends[to] -= value;
  }
}

/** Sums along both axes of ends, the last row and column left out. */
function sumRows(ends: Float64Array, rows: number, columns: number): Float64Array {
  const sums = new Float64Array(rows * columns);
  const above = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    let along = 0;
    for (let column = 0; column < columns; column++) {
      along += ends[row * (columns + 1) + column];
      above[column] += along;
      sums[row * columns + column] = above[column];
    }
  }
  return sums;
}
