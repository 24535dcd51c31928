import type { ColumnType } from "../table/column-types.ts";
import { countDistinct, describeNumbers, type NumberDescription } from "../table/describe-numbers.ts";
import { RowHashes } from "../table/row-hashes.ts";
import { allRows, type Column, gather, type Table, type TensorColumn, valueText } from "../table/table.ts";
import { presentRows, type Target, type Task } from "../target/task.ts";

const MOST_COMMON_SHOWN = 5;

/** One column, described over all rows. */
export interface ColumnSummary {
  readonly name: string;
  readonly type: ColumnType | "tensor";
  readonly missing: number;
  readonly distinct: number;
  /** Of columns of arrays: the element type and the shape of a row, such as "uint8 [1, 28, 28]". */
  readonly row?: string;
  /**
   * Of number columns, and of all elements of arrays: mean, standard deviation (dividing by n), smallest,
   * largest.
   */
  readonly numbers?: NumberDescription;
  /** Of dates: the first and the last, as ISO 8601 text. */
  readonly dates?: { readonly earliest: string; readonly latest: string };
  /** Of other columns: the five most frequent values. */
  readonly mostCommon?: readonly { readonly value: string; readonly count: number }[];
}

/** The target, described over the rows that have one. */
export interface TargetSummary {
  /** The first of its columns. */
  readonly column: string;
  readonly columns: readonly string[];
  readonly task: Task;
  readonly missing: number;
  readonly classes?: readonly { readonly label: string; readonly count: number }[];
  /** For labels: how many rows have each. */
  readonly labels?: readonly { readonly label: string; readonly count: number }[];
  /** Of a single number to predict. */
  readonly numbers?: NumberDescription;
}

/** A table, described; plain JSON. */
export interface DataSummary {
  readonly source: string;
  readonly rows: number;
  readonly columns: readonly ColumnSummary[];
  readonly target?: TargetSummary;
}

/**
 * Describes a table, all of its rows: each column, and the target if there is one.
 *
 * @param options `target` as `chooseTarget` read it.
 */
export function summarize(table: Table, options: { target?: Target } = {}): DataSummary {
  const { target } = options;
  const { source, rows } = table;
  const columns = table.columns.map((column) => summarizeColumn(column, rows));
  return { source, rows, columns, ...(target === undefined ? {} : { target: summarizeTarget(target) }) };
}

function summarizeColumn(column: Column, rows: number): ColumnSummary {
  if (column.type === "tensor") return summarizeTensor(column, rows);
  const present = presentRows(column, rows);
  const common = { name: column.name, type: column.type, missing: rows - present.length };
  if (column.type === "number") {
    const values = gather(column.data, present);
    return {
      ...common,
      distinct: countDistinct(values),
      ...(values.length === 0 ? {} : { numbers: describeNumbers(values) }),
    };
  }
  if (column.type === "date") {
    const values = gather(column.data, present);
    const { min, max } = describeNumbers(values);
    if (values.length === 0) return { ...common, distinct: 0 };
    const dates = { earliest: valueText(column, min), latest: valueText(column, max) };
    return { ...common, distinct: countDistinct(values), dates };
  }
  const words = column.type === "boolean" ? column.labels : column.categories;
  const counts = new Float64Array(words.length);
  for (const row of present) counts[column.data[row]]++;
  const codes = allRows(words.length).filter((code) => counts[code] > 0);
  const mostCommon = Array.from(
    codes.toSorted((a, b) => counts[b] - counts[a] || a - b).subarray(0, MOST_COMMON_SHOWN),
    (code) => ({
      value: words[code],
      count: counts[code],
    }),
  );
  return { ...common, distinct: codes.length, mostCommon };
}

function summarizeTensor(column: TensorColumn, rows: number): ColumnSummary {
  const { name, type, dtype, rowShape } = column;
  const hashes = new RowHashes(rows);
  hashes.add(column);
  return {
    name,
    type,
    missing: 0,
    distinct: hashes.distinct(),
    row: `${dtype} [${rowShape.join(", ")}]`,
    ...(rows === 0 ? {} : { numbers: describeElements(column.data) }),
  };
}

/** As `describeNumbers`, without a copy of the elements, which are many and small. */
function describeElements(data: Uint8Array | Float32Array): NumberDescription {
  let [sum, min, max] = [0, Infinity, -Infinity];
  for (const value of data) {
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const mean = sum / data.length;
  let squares = 0;
  for (const value of data) squares += (value - mean) ** 2;
  return { mean, std: Math.sqrt(squares / data.length), min, max };
}

function summarizeTarget(target: Target): TargetSummary {
  const columns = target.columns.map(({ name }) => name);
  const common = { column: columns[0], columns, task: target.task, missing: target.missing };
  if (target.task === "multiLabel") {
    const count = (place: number) =>
      target.rows.reduce((sum, row) => sum + target.truth[row * columns.length + place], 0);
    return { ...common, labels: columns.map((label, place) => ({ label, count: count(place) })) };
  }
  if (target.task === "regression") {
    const isOne = columns.length === 1;
    return { ...common, ...(isOne ? { numbers: describeNumbers(gather(target.values, target.rows)) } : {}) };
  }
  const counts = target.classes.map(() => 0);
  for (const row of target.rows) counts[target.codes[row]]++;
  const classes = target.classes.map((label, code) => ({ label, count: counts[code] }));
  return { ...common, classes };
}
