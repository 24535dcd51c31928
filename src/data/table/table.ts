import { nearest, TrainwellError } from "../../base/errors.ts";
import type { ColumnReading } from "./column-reading.ts";
import type { ToldType } from "./column-types.ts";
import { dateText } from "./dates/date-words.ts";

/** How a boolean column marks a missing cell. */
export const MISSING_BOOLEAN = 255;
/** How a category column marks a missing cell. */
export const MISSING_CATEGORY = -1;

/** A column of finite numbers; NaN is missing. */
export interface NumberColumn {
  readonly type: "number";
  readonly name: string;
  readonly data: Float64Array;
  /** How its cells were read, where they were not only numbers as programs write them. */
  readonly reading?: ColumnReading;
}

/** A column of 0 and 1; 255 is missing. `labels` are the words for 0 and 1, as they were first written. */
export interface BooleanColumn {
  readonly type: "boolean";
  readonly name: string;
  readonly data: Uint8Array;
  readonly labels: readonly [string, string];
  /** How its cells were read, where some were told to be missing. */
  readonly reading?: ColumnReading;
}

/**
 * A column of dates and times: milliseconds since 1970 on the column's own clock, which is the one that most
 * of its cells tell; of times of day since midnight. NaN is missing.
 */
export interface DateColumn {
  readonly type: "date";
  readonly name: string;
  readonly data: Float64Array;
  /** How its cells were read. */
  readonly reading?: ColumnReading;
}

/** A column of words: each cell is an index into `categories` (in order of appearance); −1 is missing. */
export interface CategoryColumn {
  readonly type: "category";
  readonly name: string;
  readonly data: Int32Array;
  readonly categories: readonly string[];
}

/**
 * A column of arrays of one shape, such as images [channels, height, width] or sequences [time, features].
 * Row i is data[i · w] to data[(i + 1) · w], with w the product of `rowShape`; none is missing, and floats
 * are finite.
 */
export interface TensorColumn {
  readonly type: "tensor";
  readonly name: string;
  readonly dtype: "uint8" | "float32";
  readonly rowShape: readonly number[];
  readonly data: Uint8Array | Float32Array;
}

/** A column that has one number or word a row. */
export type CellColumn = NumberColumn | BooleanColumn | CategoryColumn | DateColumn;
/** A column of a table, all of one type. */
export type Column = CellColumn | TensorColumn;

/**
 * Typed columns of equal length with unique names. `source` names the table in messages, such as its file.
 */
export interface Table {
  readonly source: string;
  readonly rows: number;
  readonly columns: readonly Column[];
  /**
   * The column that is predicted where nothing else is told. Some kinds of data name it, as a folder of
   * images by class does.
   */
  readonly targetColumn?: string;
  /** The column with train, dev and test, where the data comes divided; it is never an input. */
  readonly splitColumn?: string;
  /** The names of the rows, such as an image's file; for those who read predictions. */
  readonly rowNames?: readonly string[];
  /** Sentences about how the data was read that a reader should know, such as that images were resized. */
  readonly notes?: readonly string[];
}

/** Types that were told instead of inferred, by column name. */
export type ColumnTypes = Readonly<Record<string, ToldType>>;

/**
 * The column of cells with a name.
 *
 * @param name the name, exactly as in the header.
 * @param options `role` says in the error what the column was wanted for, such as "target".
 * @throws TrainwellError `column-missing`, with the nearest name, when the table has no such column;
 *   `column-type` when its rows are arrays.
 */
export function requireColumn(table: Table, name: string, options: { role: string }): CellColumn {
  const column = requireAnyColumn(table, name, options);
  if (column.type !== "tensor") return column;
  throw new TrainwellError({
    kind: "input",
    code: "column-type",
    message:
      `Column "${name}" of ${table.source} was named as the ${options.role}; expected one number or ` +
      `word a row, received arrays of shape [${column.rowShape.join(", ")}].`,
    details: { source: table.source, column: name, role: options.role, rowShape: column.rowShape },
    hint:
      `Name another column: ` +
      `${listed(table.columns.filter(({ type }) => type !== "tensor").map((other) => other.name))}.`,
  });
}

/**
 * The column with a name, of cells or of arrays.
 *
 * @param options `role` says in the error what the column was wanted for.
 * @throws TrainwellError `column-missing`, with the nearest name, when the table has no such column.
 */
export function requireAnyColumn(table: Table, name: string, options: { role: string }): Column {
  const column = findColumn(table, name);
  if (column !== undefined) return column;
  const names = table.columns.map((candidate) => candidate.name);
  const suggestion = nearest(name, names);
  throw new TrainwellError({
    kind: "input",
    code: "column-missing",
    message: `${table.source} has no column "${name}", which ${wantedFor(options.role)}.`,
    details: { source: table.source, column: name, role: options.role, columns: names.slice(0, 50) },
    hint: suggestion === undefined ? `Its columns are: ${listed(names)}.` : `Did you mean "${suggestion}"?`,
  });
}

/** Nobody names the inputs of a model: they are what it was trained on. */
function wantedFor(role: string): string {
  return role === "input" ? "the model reads" : `was named as the ${role}`;
}

/** The column with a name, or undefined. */
export function findColumn(table: Table, name: string): Column | undefined {
  return table.columns.find((column) => column.name === name);
}

/** Whether the cells of a column are numbers in which order and distance mean something: also dates. */
export function holdsNumbers(column: Column): column is NumberColumn | DateColumn {
  return column.type === "number" || column.type === "date";
}

/** Whether the cell of a column in a row (counted from 0) is missing. */
export function isMissing(column: CellColumn, row: number): boolean {
  if (holdsNumbers(column)) return Number.isNaN(column.data[row]);
  return column.data[row] === (column.type === "boolean" ? MISSING_BOOLEAN : MISSING_CATEGORY);
}

/**
 * The cell as text; undefined where it is missing. Numbers are written in their shortest form, dates as ISO
 * 8601.
 */
export function cellText(column: CellColumn, row: number): string | undefined {
  return isMissing(column, row) ? undefined : valueText(column, column.data[row]);
}

/** A present value of a column as text. */
export function valueText(column: CellColumn, value: number): string {
  if (column.type === "number") return String(value);
  if (column.type === "date") return dateText(value, column.reading?.date);
  return column.type === "boolean" ? column.labels[value] : column.categories[value];
}

/** The number of elements in a row of a column of arrays. */
export function rowWidth({ rowShape }: Pick<TensorColumn, "rowShape">): number {
  return rowShape.reduce((product, dimension) => product * dimension, 1);
}

/** The numbers of some rows. A loop, because `Float64Array.from` is ten times as slow. */
export function gather(data: ArrayLike<number>, rows: Int32Array): Float64Array {
  const values = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) values[i] = data[rows[i]];
  return values;
}

/** The numbers 0 to count − 1. */
export function allRows(count: number): Int32Array {
  return new Int32Array(count).map((_, row) => row);
}

/** A few names for a message, with an ellipsis where there are more. */
export function listed(names: readonly string[], most = 8): string {
  const shown = names.slice(0, most).map((name) => `"${name}"`);
  return names.length > most ? `${shown.join(", ")}, ... (${names.length} in all)` : shown.join(", ");
}
