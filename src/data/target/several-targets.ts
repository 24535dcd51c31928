import { TrainwellError } from "../../base/errors.ts";
import {
  type CellColumn,
  cellText,
  findColumn,
  isMissing,
  requireColumn,
  type Table,
} from "../table/table.ts";
import {
  checkTargetValues,
  type LabelTarget,
  presentRows,
  type Task,
  targetError,
  type ValueTarget,
} from "./target.ts";

/**
 * The columns that a target names. A name with commas that no column has stands for the columns between the
 * commas, where all of those are there.
 *
 * @throws TrainwellError `target-twice` when a column is named twice.
 * @example
 * targetNames(table, "height,width"); // ["height", "width"], unless there is a column "height,width"
 */
export function targetNames(table: Table, target: string | readonly string[]): string[] {
  const given = typeof target === "string" ? [target] : target;
  const names = given.flatMap((name) => {
    const parts = name.split(",").map((part) => part.trim());
    const isList =
      findColumn(table, name) === undefined && parts.every((part) => findColumn(table, part) !== undefined);
    return isList ? parts : [name];
  });
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return names;
  throw new TrainwellError({
    kind: "input",
    code: "target-twice",
    message: `The column "${twice}" of ${table.source} was named twice as a target.`,
    details: { source: table.source, column: twice },
    hint: "Name each target column once.",
  });
}

/**
 * Reads several target columns: as labels where each says yes or no (booleans, or numbers that are 0 or 1),
 * as numbers where all are. Rows that lack one of them are left out and counted.
 *
 * @throws TrainwellError `target-missing`, `target-constant`, `target-not-number`, `target-not-label`, and
 *   `target-mixed` when the columns are neither all labels nor all numbers, or classes were asked for.
 */
export function severalTargets(
  table: Table,
  options: { names: readonly string[]; task: Task | "auto" },
): ValueTarget | LabelTarget {
  const columns = options.names.map((name) => requireColumn(table, name, { role: "target" }));
  for (const column of columns) checkTargetValues(table, column, presentRows(column, table.rows));
  const rows = presentRows(columns[0], table.rows).filter((row) =>
    columns.every((column) => !isMissing(column, row)),
  );
  if (rows.length === 0) {
    const what = "has a value in no row in which the other targets have one too";
    throw targetError(table, columns[0], { code: "target-missing", what, hint: "Choose other targets." });
  }
  const common = { columns, rows, missing: table.rows - rows.length };
  const task = options.task === "auto" ? inferTask(table, columns) : options.task;
  if (task === "classification")
    throw mixed(table, columns[0], "cannot be one of several targets that are classes");
  if (task === "regression") return { task, ...common, values: numbersOf(table, columns) };
  return { task, ...common, labels: columns.map(({ name }) => name), truth: labelsOf(table, columns) };
}

function inferTask(table: Table, columns: readonly CellColumn[]): Task {
  if (columns.every(saysYesOrNo)) return "multiLabel";
  const odd = columns.find((column) => column.type !== "number");
  if (odd === undefined) return "regression";
  throw mixed(table, odd, "is one of several targets that are neither all numbers nor all yes or no");
}

function mixed(table: Table, column: CellColumn, what: string): TrainwellError {
  const hint =
    "Several targets must be all numbers (regression), or all booleans or 0 and 1 (--task multiLabel).";
  return targetError(table, column, { code: "target-mixed", what, hint, complete: true });
}

/** Whether a column is of booleans, or of numbers that are all 0 or 1. */
function saysYesOrNo(column: CellColumn): boolean {
  if (column.type !== "number") return column.type === "boolean";
  return column.data.every((value) => Number.isNaN(value) || value === 0 || value === 1);
}

function numbersOf(table: Table, columns: readonly CellColumn[]): Float64Array {
  const values = new Float64Array(table.rows * columns.length);
  columns.forEach((column, place) => {
    if (column.type !== "number") throw notANumber(table, column);
    for (let row = 0; row < table.rows; row++) values[row * columns.length + place] = column.data[row];
  });
  return values;
}

/** The error of a target that is to be predicted as a number, and is none. */
export function notANumber(table: Table, column: CellColumn): TrainwellError {
  const [received] = presentRows(column, table.rows);
  return targetError(table, column, {
    code: "target-not-number",
    what:
      `is to be predicted as a number, and row ${received + 1} of the data has ` +
      `"${cellText(column, received)}"`,
    hint: "Choose classification, or a target column of numbers.",
    complete: true,
  });
}

function labelsOf(table: Table, columns: readonly CellColumn[]): Float32Array {
  const truth = new Float32Array(table.rows * columns.length);
  columns.forEach((column, place) => {
    if (!saysYesOrNo(column)) throw notALabel(table, column);
    for (let row = 0; row < table.rows; row++)
      truth[row * columns.length + place] = isMissing(column, row) ? Number.NaN : column.data[row];
  });
  return truth;
}

function notALabel(table: Table, column: CellColumn): TrainwellError {
  const isNo = (row: number) => column.type === "category" || ![0, 1].includes(column.data[row]);
  const received = presentRows(column, table.rows).find(isNo)!;
  return targetError(table, column, {
    code: "target-not-label",
    what:
      `is to be a label, true or false (or 1 and 0), and row ${received + 1} of the data has ` +
      `"${cellText(column, received)}"`,
    hint: "Make a column of 0 and 1 for each label.",
    complete: true,
  });
}
