import { append } from "../../base/lists.ts";
import { requireColumn, type Table } from "../table/table.ts";
import type { Target } from "../target/task.ts";
import { splitRandom, splitStratified } from "./split-by-class.ts";
import { shuffledGroups, splitByTime } from "./split-by-column.ts";
import type { SplitMethod } from "./split-methods.ts";
import type { Parts, SplitSizes } from "./split-parts.ts";

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
  const { table, rows, folds, seed } = request;
  const column = requireColumn(table, request.column, { role: "split" });
  const groups = shuffledGroups(column, { rows, seed });
  if (groups.length < folds) return undefined;
  return dealtGroups(groups, folds).map((dev) => {
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

/** The facts of a split that folds within one of its parts go by. */
export interface FoldedSplit {
  /** "auto" by default. */
  readonly method?: SplitMethod;
  readonly column?: string | undefined;
  /** 1 by default. */
  readonly seed?: number;
}

/**
 * Rows in parts of nearly equal size, each row in one, drawn as the split itself is: whole groups, blocks of
 * time, the shares of classes kept, or by chance. Fewer than `folds` where there are fewer rows or groups;
 * rows of a single group are divided as if there was none. Chance does not part copies.
 */
export function crossFitParts(
  request: Pick<FoldRequest, "table" | "target" | "rows" | "folds"> & {
    readonly split?: FoldedSplit | undefined;
    /** For each row of the table the first of its copies. */
    readonly copies?: Int32Array;
  },
): Int32Array[] {
  const { table, target, rows, split = {}, copies } = request;
  const { method, seed = 1 } = split;
  const column =
    split.column === undefined ? undefined : requireColumn(table, split.column, { role: "split" });
  const folds = Math.min(request.folds, rows.length);
  if (method === "group" && column !== undefined) {
    const groups = shuffledGroups(column, { rows, seed });
    if (groups.length > 1) return dealtGroups(groups, Math.min(folds, groups.length));
  }
  return equalParts(rows, folds, (rest, sizes) => {
    if (method === "time" && column !== undefined)
      return splitByTime(column, { table, target: { ...target, rows: rest }, seed, sizes });
    const drawing = { seed, sizes, ...(copies ? { copies } : {}) };
    return target.task === "classification"
      ? splitStratified(rest, { ...drawing, target })
      : splitRandom(rest, drawing);
  });
}

/** Whole groups in so many parts, none empty: the largest first, each to the part with fewest rows. */
function dealtGroups(groups: readonly (readonly number[])[], count: number): Int32Array[] {
  const parts: number[][] = Array.from({ length: count }, () => []);
  for (const group of groups.toSorted((a, b) => b.length - a.length))
    append(
      parts.reduce((least, part) => (part.length < least.length ? part : least)),
      group,
    );
  return parts.map((part) => Int32Array.from(part).sort());
}

/** Rows in parts of nearly equal size, each cut off those that are left. */
function equalParts(
  rows: Int32Array,
  count: number,
  split: (rest: Int32Array, sizes: SplitSizes) => Parts,
): Int32Array[] {
  const parts: Int32Array[] = [];
  let rest = rows;
  for (let left = count; left > 1; left--) {
    const cut = split(rest, { train: 1 - 1 / left, dev: 1 / left, test: 0 });
    parts.push(cut.dev.toSorted());
    rest = cut.train;
  }
  parts.push(rest.toSorted());
  return parts;
}
