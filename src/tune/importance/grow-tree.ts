import { randomBits } from "../../base/random.ts";
import type { CellBox, CellRun, CellTable } from "./cell-table.ts";
import { type NodeSplit, splitterOf } from "./node-split.ts";

/** How a tree is grown. */
export interface TreeOptions {
  /** The rows to grow it on, some of them several times; their order is changed. */
  readonly rows: Int32Array;
  readonly minimumLeaf: number;
  /** Breaks ties between axes. */
  readonly key: number;
  /** Told of each leaf while the box is its own; the box is changed afterwards. */
  readonly onLeaf: (box: CellBox, value: number) => void;
}

/**
 * Grows a regression tree that splits where the squared error falls most, down to pure leaves (Breiman et
 * al. 1984). The tree itself is not kept: leaves are told as they are made.
 */
export function growTree(table: CellTable, { rows, minimumLeaf, key, onLeaf }: TreeOptions): void {
  const runs: (readonly CellRun[])[] = table.axes.map(({ ordered, weights }) =>
    ordered ? [[0, weights.length]] : Array.from(weights, (_, cell): CellRun => [cell, cell + 1]),
  );
  const masses = Float64Array.from(runs, (parts, axis) => massOf(parts, table.axes[axis].weights));
  const box: CellBox = { runs, masses };
  const bestSplit = splitterOf(table);
  let nodes = 0;
  const grow = (from: number, to: number) => {
    const members = rows.subarray(from, to);
    const node = nodes++;
    const tie = (axis: number) => randomBits(key, node * table.axes.length + axis);
    const split = members.length < 2 * minimumLeaf ? undefined : bestSplit(members, { minimumLeaf, tie });
    if (split === undefined) return onLeaf(box, meanOf(members, table.targets));
    const { axis } = split;
    const middle = from + partition(members, { cells: table.cells[axis], split });
    const [whole, mass] = [runs[axis], masses[axis]];
    const enter = (side: boolean, first: number, last: number) => {
      runs[axis] = part(whole, { split, side });
      masses[axis] = massOf(runs[axis], table.axes[axis].weights);
      grow(first, last);
    };
    enter(true, from, middle);
    enter(false, middle, to);
    runs[axis] = whole;
    masses[axis] = mass;
  };
  grow(0, rows.length);
}

function massOf(runs: readonly CellRun[], weights: Float64Array): number {
  let sum = 0;
  for (const [from, to] of runs) for (let cell = from; cell < to; cell++) sum += weights[cell];
  return sum;
}

function meanOf(members: Int32Array, targets: Float64Array): number {
  let sum = 0;
  for (const row of members) sum += targets[row];
  return sum / members.length;
}

/** Brings the rows of the left side to the front, and says how many they are. */
function partition(members: Int32Array, { cells, split }: { cells: Uint16Array; split: NodeSplit }): number {
  let count = 0;
  for (let i = 0; i < members.length; i++) {
    const row = members[i];
    if (!isLeft(split, cells[row])) continue;
    members[i] = members[count];
    members[count++] = row;
  }
  return count;
}

function isLeft({ below, among }: NodeSplit, cell: number): boolean {
  return among === undefined ? cell < below : among.has(cell);
}

function part(runs: readonly CellRun[], { split, side }: { split: NodeSplit; side: boolean }): CellRun[] {
  if (split.among !== undefined) return runs.filter(([cell]) => isLeft(split, cell) === side);
  const [[from, to]] = runs;
  return [side ? [from, split.below] : [split.below, to]];
}
