import { TrainwellError } from "../base/errors.ts";
import { type CellColumn, cellText, isMissing, listed, requireColumn, type Table } from "./table.ts";

/** What is predicted: one of some classes, or a number. */
export type Task = "classification" | "regression";

/** Numbers with at most so many distinct values may be classes. */
const MOST_NUMBER_CLASSES = 20;
/** Numbers are classes only if each comes at least so often. */
const FEWEST_ROWS_PER_NUMBER_CLASS = 3;
/** More than two values are classes only if, on average, each comes at least so often. */
const FEWEST_ROWS_PER_CLASS = 2;

/** A target column, understood. */
export interface ClassTarget {
  readonly task: "classification";
  readonly column: CellColumn;
  /** The classes: by number where all are numbers, else by code unit. */
  readonly classes: readonly string[];
  /** The class of each row of the table; −1 where the target is missing. */
  readonly codes: Int32Array;
  /** The rows where the target is present, ascending. */
  readonly rows: Int32Array;
  /** How many rows have no target. */
  readonly missing: number;
}

/** A target column that holds numbers to predict. */
export interface ValueTarget {
  readonly task: "regression";
  readonly column: CellColumn;
  /** The number of each row of the table; NaN where the target is missing. */
  readonly values: Float64Array;
  readonly rows: Int32Array;
  readonly missing: number;
}

/** A target column, understood: classes or numbers. */
export type Target = ClassTarget | ValueTarget;

/**
 * Reads the target column and chooses what is to be learnt: classification for booleans, categories, and integers with
 * few distinct values (two; or at most 20 of which each comes at least three times); else regression. Rows without a
 * target are left out and counted.
 *
 * @param options `target` is the column's name; `task` overrides the choice unless it is "auto" (the default).
 * @throws TrainwellError `column-missing`; `target-missing` when all cells are missing; `target-constant` when all are
 *   the same; `target-not-number` when regression is told for words; `target-not-classes` when nearly every row would
 *   be a class of its own.
 * @example
 * chooseTarget(table, { target: "digit" }).task; // "classification"
 */
export function chooseTarget(table: Table, options: { target: string; task?: Task | "auto" }): Target {
  const column = requireColumn(table, options.target, { role: "target" });
  const rows = presentRows(column, table.rows);
  if (rows.length === 0) {
    throw targetError(table, column, "target-missing", "has no value in any row", "Choose another target.");
  }
  const labels = distinctLabels(column, rows);
  if (labels.size === 1) {
    const what = `has one value in all ${rows.length} rows, "${[...labels.keys()][0]}"`;
    throw targetError(
      table,
      column,
      "target-constant",
      what,
      "A target needs at least two different values.",
    );
  }
  const told = options.task ?? "auto";
  const task = told === "auto" ? inferTask(column, labels) : told;
  const common = { column, rows, missing: table.rows - rows.length };
  if (task === "regression") return { task, ...common, values: numbersOf(column, table) };
  if (labels.size > 2 && labels.size * FEWEST_ROWS_PER_CLASS > rows.length) {
    const what = `has ${labels.size} different values in ${rows.length} rows, too many to be classes`;
    throw targetError(
      table,
      column,
      "target-not-classes",
      what,
      "Choose a target with several rows for each class.",
    );
  }
  const classes = sortLabels([...labels.keys()]);
  return { task, ...common, classes, codes: classCodes(column, { rows: table.rows, classes }) };
}

/**
 * The class of each row of a column: its place in `classes`, −1 where the cell is missing or none of them.
 *
 * @param options `rows` is the number of rows.
 */
export function classCodes(
  column: CellColumn,
  options: { rows: number; classes: readonly string[] },
): Int32Array {
  const codeOf = new Map(options.classes.map((label, code) => [label, code]));
  if (column.type === "category") {
    const codes = Int32Array.from(column.categories, (label) => codeOf.get(label) ?? -1);
    return column.data.map((code) => (code < 0 ? -1 : codes[code]));
  }
  return Int32Array.from({ length: options.rows }, (_, row) => codeOf.get(cellText(column, row) ?? "") ?? -1);
}

/** Labels in order: by number where all are numbers, else by code unit (the same in every locale). */
export function sortLabels(labels: readonly string[]): string[] {
  const numeric = labels.every((label) => label.trim() !== "" && Number.isFinite(Number(label)));
  const byCodeUnit = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return [...labels].sort((a, b) => (numeric ? Number(a) - Number(b) || byCodeUnit(a, b) : byCodeUnit(a, b)));
}

/** The rows where a column has a value, ascending. */
export function presentRows(column: CellColumn, rows: number): Int32Array {
  const present = new Int32Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row++) if (!isMissing(column, row)) present[count++] = row;
  return present.slice(0, count);
}

function inferTask(column: CellColumn, labels: ReadonlyMap<string, number>): Task {
  if (column.type !== "number") return "classification";
  const integers = [...labels.keys()].every((label) => Number.isInteger(Number(label)));
  if (!integers || labels.size > MOST_NUMBER_CLASSES) return "regression";
  const rarest = Math.min(...labels.values());
  return labels.size === 2 || rarest >= FEWEST_ROWS_PER_NUMBER_CLASS ? "classification" : "regression";
}

/** The distinct values of a column and how often each comes. */
function distinctLabels(column: CellColumn, rows: Int32Array): Map<string, number> {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(column.data[row], (counts.get(column.data[row]) ?? 0) + 1);
  const label = (value: number) => {
    if (column.type === "number") return String(value);
    return column.type === "boolean" ? column.labels[value] : column.categories[value];
  };
  return new Map([...counts].map(([value, count]) => [label(value), count]));
}

function numbersOf(column: CellColumn, table: Table): Float64Array {
  if (column.type === "number") return column.data;
  const [received] = presentRows(column, table.rows);
  const what = `is to be predicted as a number, and row ${received + 1} of the data has "${cellText(column, received)}"`;
  throw targetError(
    table,
    column,
    "target-not-number",
    what,
    "Choose classification, or a target column of numbers.",
  );
}

function targetError(
  table: Table,
  column: CellColumn,
  code: string,
  what: string,
  hint: string,
): TrainwellError {
  const others = table.columns.filter((other) => other.name !== column.name).map((other) => other.name);
  return new TrainwellError({
    kind: "input",
    code,
    message: `The target "${column.name}" of ${table.source} ${what}.`,
    details: { source: table.source, column: column.name },
    hint: code === "target-not-number" ? hint : `${hint} Other columns: ${listed(others)}.`,
  });
}
