import { smallestOf } from "../../base/lists.ts";
import { argument } from "../table/readings/reading-notes.ts";
import { type CellColumn, cellText, type DateColumn, requireColumn, type Table } from "../table/table.ts";
import { notANumber, severalTargets, targetNames } from "./several-targets.ts";
import { checkTargetValues, presentRows, type Target, type Task, targetError } from "./target.ts";

export {
  type ClassTarget,
  type LabelTarget,
  presentRows,
  type Target,
  type Task,
  type ValueTarget,
} from "./target.ts";

/** Numbers with at most so many distinct values may be classes. */
const MOST_NUMBER_CLASSES = 20;
/** Numbers are classes only if each comes at least so often. */
const FEWEST_ROWS_PER_NUMBER_CLASS = 3;
/** A value that comes so seldom among others that come so often is a slip. */
const MOST_ROWS_OF_STRAY = 2;
const FEWEST_ROWS_BESIDE_STRAY = 10;
/** More than two values are classes only if, on average, each comes at least so often. */
const FEWEST_ROWS_PER_CLASS = 2;

/**
 * Reads the target column and chooses what is to be learnt: classification for booleans, categories, and
 * integers with few distinct values (two; or at most 20 of which each comes at least three times); else
 * regression. A single value that stands in a row or two among others that come ten times decides nothing.
 * Several columns are labels where each holds booleans or 0 and 1, and a regression with several
 * outputs where all hold numbers. Rows without a target (or without one of several) are left out and counted.
 *
 * @param table the data, with a row for each example.
 * @param options `target` is the column's name, or the names of several; `task` overrides the choice unless
 * it is "auto" (the default).
 * @throws TrainwellError `column-missing`; `target-missing` when all cells are missing; `target-constant`
 *   when all are the same; `target-not-number` when regression is told for words; `target-not-classes` when
 *   nearly every row would be a class of its own; `target-dates` for a column of dates;
 *   `target-mixed`, `target-not-label` and `target-twice` of several columns.
 * @example
 * chooseTarget(table, { target: "digit" }).task; // "classification"
 */
export function chooseTarget(
  table: Table,
  options: { target: string | readonly string[]; task?: Task | "auto" },
): Target {
  const names = targetNames(table, options.target);
  const { task: told = "auto" } = options;
  if (names.length > 1 || told === "multiLabel") return severalTargets(table, { names, task: told });
  const column = requireColumn(table, names[0], { role: "target" });
  if (column.type === "date") throw datesAsTarget(table, column);
  const rows = presentRows(column, table.rows);
  const labels = checkTargetValues(table, column, rows);
  const task = told === "auto" ? inferTask(column, labels) : told;
  const common = { columns: [column], rows, missing: table.rows - rows.length };
  if (task === "regression") {
    if (column.type !== "number") throw notANumber(table, column);
    return { task, ...common, values: column.data };
  }
  if (labels.size > 2 && labels.size * FEWEST_ROWS_PER_CLASS > rows.length) {
    throw targetError(table, column, {
      code: "target-not-classes",
      what: `has ${labels.size} different values in ${rows.length} rows, too many to be classes`,
      hint: "Choose a target with several rows for each class.",
    });
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

function datesAsTarget(table: Table, column: DateColumn): Error {
  return targetError(table, column, {
    code: "target-dates",
    what: "holds dates, which are not predicted",
    hint:
      "Predict a number of days, or take the cells for classes: --type " +
      `${argument(`${column.name}=category`)}.`,
    complete: true,
  });
}

function inferTask(column: CellColumn, labels: ReadonlyMap<string, number>): Exclude<Task, "multiLabel"> {
  if (column.type !== "number") return "classification";
  const stray = strayValue(labels);
  const values = [...labels].filter(([label]) => label !== stray);
  const integers = values.every(([label]) => Number.isInteger(Number(label)));
  if (!integers || values.length > MOST_NUMBER_CLASSES) return "regression";
  const rarest = smallestOf(values.map(([, count]) => count));
  return labels.size === 2 || rarest >= FEWEST_ROWS_PER_NUMBER_CLASS ? "classification" : "regression";
}

/**
 * The one value among others that stands in a row or two, while each of the others, at least two, comes ten
 * times or more: a slip, which decides nothing. Undefined where there is none.
 */
export function strayValue(labels: ReadonlyMap<string, number>): string | undefined {
  const rare = [...labels].filter(([, count]) => count < FEWEST_ROWS_BESIDE_STRAY);
  const isStray = rare.length === 1 && labels.size > 2 && rare[0][1] <= MOST_ROWS_OF_STRAY;
  return isStray ? rare[0][0] : undefined;
}
