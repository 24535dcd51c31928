import { largestOf } from "../../base/lists.ts";
import type { CellTable } from "./cell-table.ts";

/**
 * A node's rows fall apart by one axis: the cells below one, or those among some of an axis without order.
 */
export interface NodeSplit {
  readonly axis: number;
  readonly below: number;
  readonly among?: ReadonlySet<number>;
}

/** Gains that differ by less than this share are equal: their sums were rounded. */
const ROUNDING = 1e-12;

/** Cells of a node that have rows, with how many and the sum of their targets. */
interface Groups {
  readonly cells: Uint16Array;
  readonly counts: Float64Array;
  readonly sums: Float64Array;
  length: number;
}

/** Up to so many rows are sorted into groups, and more of them counted by cell. */
const FEW_ROWS = 24;

/** Finds a node's best split. */
export type Splitter = (
  members: Int32Array,
  options: {
    readonly minimumLeaf: number;
    /**
     * Gives each axis a number; of equal splits the largest wins, so that no axis is preferred by its place.
     */
    readonly tie: (axis: number) => number;
  },
) => NodeSplit | undefined;

/**
 * The splitter of a table, with its room to count in: it gives the split after which squared errors are
 * least; undefined where all targets are equal or no axis tells rows apart. Of an axis without order, cells
 * are put in order by their mean first, which finds the best of all subsets (Fisher 1958).
 */
export function splitterOf({ axes, cells, targets }: CellTable): Splitter {
  const largest = largestOf(axes.map(({ weights }) => weights.length));
  const groups = emptyGroups(largest);
  const counts = emptyGroups(largest);
  return (members, { minimumLeaf, tie }) => {
    if (members.every((row) => targets[row] === targets[members[0]])) return undefined;
    const sum = members.reduce((total, row) => total + targets[row], 0);
    const total = { sum, count: members.length };
    let best: (NodeSplit & { gain: number; tie: number }) | undefined;
    for (let axis = 0; axis < axes.length; axis++) {
      if (members.length <= FEW_ROWS) sortIntoGroups(groups, { members, cells: cells[axis], targets });
      else countIntoGroups(groups, { members, cells: cells[axis], targets, counts });
      if (groups.length < 2) continue;
      if (!axes[axis].ordered) sortByMean(groups);
      const cut = bestCut(groups, total, minimumLeaf);
      if (cut === undefined) continue;
      const difference = best === undefined ? 1 : (cut.gain - best.gain) / best.gain;
      const own = tie(axis);
      if (difference < -ROUNDING || (difference <= ROUNDING && own < best!.tie)) continue;
      best = { axis, gain: cut.gain, tie: own, ...sideOf(groups, axes[axis].ordered, cut.place) };
    }
    return best;
  };
}

function emptyGroups(size: number): Groups {
  return {
    cells: new Uint16Array(size),
    counts: new Float64Array(size),
    sums: new Float64Array(size),
    length: 0,
  };
}

/** Between groups, the cut lies half way between their cells. */
function sideOf(groups: Groups, ordered: boolean, place: number): Omit<NodeSplit, "axis"> {
  if (ordered) return { below: Math.floor((groups.cells[place - 1] + groups.cells[place]) / 2) + 1 };
  return { below: 0, among: new Set(groups.cells.subarray(0, place)) };
}

/** The place in the groups before which to cut, and the sum of squares that means explain then. */
function bestCut(
  groups: Groups,
  { sum, count }: { sum: number; count: number },
  minimumLeaf: number,
): { place: number; gain: number } | undefined {
  let [place, gain] = [0, Number.NEGATIVE_INFINITY];
  let [leftCount, leftSum] = [0, 0];
  for (let i = 0; i + 1 < groups.length; i++) {
    leftCount += groups.counts[i];
    leftSum += groups.sums[i];
    const rightCount = count - leftCount;
    if (leftCount < minimumLeaf || rightCount < minimumLeaf) continue;
    const distance = leftSum / leftCount - (sum - leftSum) / rightCount;
    const own = (distance * distance * leftCount * rightCount) / count;
    if (own > gain) [place, gain] = [i + 1, own];
  }
  return gain > 0 ? { place, gain } : undefined;
}

interface Filling {
  readonly members: Int32Array;
  readonly cells: Uint16Array;
  readonly targets: Float64Array;
}

function countIntoGroups(
  groups: Groups,
  { members, cells, targets, counts }: Filling & { counts: Groups },
): void {
  counts.counts.fill(0);
  counts.sums.fill(0);
  for (let i = 0; i < members.length; i++) {
    const row = members[i];
    counts.counts[cells[row]]++;
    counts.sums[cells[row]] += targets[row];
  }
  groups.length = 0;
  for (let cell = 0; cell < counts.counts.length; cell++)
    if (counts.counts[cell] > 0)
      setGroup(groups, groups.length++, [cell, counts.counts[cell], counts.sums[cell]]);
}

function sortIntoGroups(groups: Groups, { members, cells, targets }: Filling): void {
  groups.length = 0;
  for (let i = 0; i < members.length; i++) {
    const cell = cells[members[i]];
    const target = targets[members[i]];
    let place = groups.length;
    while (place > 0 && groups.cells[place - 1] > cell) place--;
    if (place > 0 && groups.cells[place - 1] === cell) {
      groups.counts[place - 1]++;
      groups.sums[place - 1] += target;
      continue;
    }
    for (let at = groups.length++; at > place; at--)
      setGroup(groups, at, [groups.cells[at - 1], groups.counts[at - 1], groups.sums[at - 1]]);
    setGroup(groups, place, [cell, 1, target]);
  }
}

function setGroup(
  groups: Groups,
  place: number,
  [cell, count, sum]: readonly [number, number, number],
): void {
  groups.cells[place] = cell;
  groups.counts[place] = count;
  groups.sums[place] = sum;
}

function sortByMean(groups: Groups): void {
  const order = Array.from({ length: groups.length }, (_, place) => ({
    cell: groups.cells[place],
    count: groups.counts[place],
    sum: groups.sums[place],
  })).sort((a, b) => a.sum / a.count - b.sum / b.count || a.cell - b.cell);
  for (const [place, { cell, count, sum }] of order.entries()) setGroup(groups, place, [cell, count, sum]);
}
