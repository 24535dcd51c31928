import { TrainwellError } from "../../base/errors.ts";
import { type CellColumn, isMissing, listed, type Table, valueText } from "../table/table.ts";

/**
 * The kinds of prediction: one of some classes, one or more numbers, or for each of some labels whether it
 * applies.
 */
export const TASKS = ["classification", "regression", "multiLabel"] as const;
/** A kind of prediction: classes, numbers or labels. */
export type Task = (typeof TASKS)[number];

/** The kind of target that a dataset holds for each task. */
export const TARGET_KINDS = {
  classification: "classes",
  regression: "values",
  multiLabel: "labels",
} as const satisfies Record<Task, string>;

/** The task of a dataset's target. */
export function taskOfTarget(kind: (typeof TARGET_KINDS)[Task]): Task {
  return TASKS.find((task) => TARGET_KINDS[task] === kind)!;
}

/** The part that every understood target has. */
interface CommonTarget {
  /** The columns that are predicted; none of them is an input. */
  readonly columns: readonly CellColumn[];
  /** The rows where all of them have a value, ascending. */
  readonly rows: Int32Array;
  /** How many rows lack one. */
  readonly missing: number;
}

/** A target column that holds classes. */
export interface ClassTarget extends CommonTarget {
  readonly task: "classification";
  /** The classes: by number where all are numbers, else by code unit. */
  readonly classes: readonly string[];
  /** The class of each row of the table; −1 where the target is missing. */
  readonly codes: Int32Array;
}

/** Target columns that hold numbers to predict. */
export interface ValueTarget extends CommonTarget {
  readonly task: "regression";
  /** The numbers of each row of the table, [rows, columns], row by row; NaN where one is missing. */
  readonly values: Float64Array;
  /** The quantiles that are predicted of each number; left out where the number itself is. */
  readonly quantiles?: readonly number[];
}

/** Target columns that each say whether something applies. */
export interface LabelTarget extends CommonTarget {
  readonly task: "multiLabel";
  /** The names of the columns. */
  readonly labels: readonly string[];
  /** 1 where a label applies, else 0, [rows, labels], row by row; NaN where it is missing. */
  readonly truth: Float32Array;
}

/** A target, understood: classes, numbers or labels. */
export type Target = ClassTarget | ValueTarget | LabelTarget;

/** The rows where a column has a value, ascending. */
export function presentRows(column: CellColumn, rows: number): Int32Array {
  const present = new Int32Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row++) if (!isMissing(column, row)) present[count++] = row;
  return present.slice(0, count);
}

/** The distinct values of a column and how often each comes in some rows. */
export function distinctLabels(column: CellColumn, rows: Int32Array): Map<string, number> {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(column.data[row], (counts.get(column.data[row]) ?? 0) + 1);
  return new Map([...counts].map(([value, count]) => [valueText(column, value), count]));
}

/** The rows where a target column has a value, of which there are some, and not all the same. */
export function checkTargetValues(table: Table, column: CellColumn, rows: Int32Array): Map<string, number> {
  if (rows.length === 0)
    throw targetError(table, column, {
      code: "target-missing",
      what: "has no value in any row",
      hint: "Choose another target.",
    });
  const labels = distinctLabels(column, rows);
  if (labels.size > 1) return labels;
  throw targetError(table, column, {
    code: "target-constant",
    what: `has one value in all ${rows.length} rows, "${[...labels.keys()][0]}"`,
    hint: "A target needs at least two different values.",
  });
}

/** An error about a target column; with a list of the other columns where `hint` asks for another one. */
export function targetError(
  table: Table,
  column: CellColumn,
  about: { code: string; what: string; hint: string; complete?: boolean },
): TrainwellError {
  const others = table.columns.filter((other) => other.name !== column.name).map((other) => other.name);
  return new TrainwellError({
    kind: "input",
    code: about.code,
    message: `The target "${column.name}" of ${table.source} ${about.what}.`,
    details: { source: table.source, column: column.name },
    hint: about.complete ? about.hint : `${about.hint} Other columns: ${listed(others)}.`,
  });
}
