import { requireColumn, type Table } from "../table/table.ts";
import type { Target } from "../target/task.ts";
import { splitByGroup, splitByTime } from "./split-by-column.ts";

/** The rows of a fold: what is trained on, and what it is judged by. */
export interface Fold {
  readonly train: Int32Array;
  readonly dev: Int32Array;
}

/** The rows and facts that folds are made of. */
export interface FoldRequest {
  readonly table: Table;
  readonly target: Target;
  /** The rows that are divided. */
  readonly rows: Int32Array;
  /** The column that tells groups or times. */
  readonly column: string;
  readonly folds: number;
  readonly seed: number;
}

/** Forward chaining begins with so much of the rows, so that its first fold has something to learn from. */
const FIRST_SHARE = 0.5;

/**
 * Folds of which each has groups that no other one has, so that a group is never on both sides.
 *
 * @returns undefined where there are fewer groups than folds.
 */
export function groupFolds(request: FoldRequest): Fold[] | undefined {
  const { table, target, rows, folds, seed } = request;
  const column = requireColumn(table, request.column, { role: "split" });
  const groups = new Set(Array.from(rows, (row) => column.data[row]));
  if (groups.size < folds) return undefined;
  const parts: Int32Array[] = [];
  let rest = rows;
  for (let left = folds; left > 1; left--) {
    const sizes = { train: 1 - 1 / left, dev: 1 / left, test: 0 };
    const cut = splitByGroup(column, { table, target: { ...target, rows: rest }, seed, sizes });
    parts.push(cut.dev.toSorted());
    rest = cut.train;
  }
  parts.push(rest.toSorted());
  return parts.map((dev) => {
    const held = new Set(dev);
    return { train: rows.filter((row) => !held.has(row)), dev };
  });
}

/**
 * Folds that go forward in time (forward chaining): each is trained on all that came before its dev rows, the
 * first on the earlier half, and none on anything later (Hyndman & Athanasopoulos, "Forecasting: Principles
 * and Practice", section 5.10). The last has the most training rows.
 */
export function forwardFolds(request: FoldRequest): Fold[] {
  const { table, target, rows, folds, seed } = request;
  const column = requireColumn(table, request.column, { role: "split" });
  const block = (1 - FIRST_SHARE) / folds;
  return Array.from({ length: folds }, (_, fold) => {
    const train = FIRST_SHARE + fold * block;
    // Rows later than the fold are no part of it.
    const sizes = { train, dev: block, test: fold === folds - 1 ? 0 : 1 - train - block };
    const parts = splitByTime(column, { table, target: { ...target, rows }, seed, sizes });
    return { train: parts.train.toSorted(), dev: parts.dev.toSorted() };
  });
}
