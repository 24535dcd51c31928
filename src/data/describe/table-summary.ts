import { append, largestOf, smallestOf } from "../../base/lists.ts";
import type { ColumnType } from "../table/column-types.ts";
import { countDistinct, describeNumbers, type NumberDescription } from "../table/describe-numbers.ts";
import { countsRows, namesRows } from "../table/identifier.ts";
import { RowHashes } from "../table/row-hashes.ts";
import {
  allRows,
  type Column,
  cellText,
  gather,
  listed,
  type Table,
  type TensorColumn,
} from "../table/table.ts";
import { presentRows, type Target, type Task } from "../target/task.ts";
import { associationWithTarget } from "./association.ts";

/** A column that determines the target this far probably holds it. */
const LEAK_ASSOCIATION = 0.999;
/** Classes this much apart in size are worth a word. */
const IMBALANCE_RATIO = 10;
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
  /** Rows of the largest class per row of the smallest. */
  readonly imbalanceRatio?: number;
  /** For labels: how many rows have each. */
  readonly labels?: readonly { readonly label: string; readonly count: number }[];
  /** Of a single number to predict. */
  readonly numbers?: NumberDescription;
}

/** Something about the data that a reader should know before training on it. */
export interface DataNote {
  readonly kind:
    | "missingTarget"
    | "allMissing"
    | "constant"
    | "identifier"
    | "duplicateRows"
    | "leakSuspect"
    | "imbalance";
  readonly column?: string;
  readonly message: string;
}

/** A table, described; plain JSON. */
export interface DataSummary {
  readonly source: string;
  readonly rows: number;
  readonly columns: readonly ColumnSummary[];
  readonly target?: TargetSummary;
  readonly duplicateRows: number;
  readonly notes: readonly DataNote[];
}

/**
 * Describes a table, all of its rows: each column, the target if there is one, and what looks wrong: columns
 * without values or with one, columns that name rows, rows that come more than once, a column that all but
 * determines the target (association above 0.999, see `associationWithTarget`), classes more than ten times
 * apart in size.
 *
 * @param options `target` as `chooseTarget` read it.
 */
export function summarize(table: Table, options: { target?: Target } = {}): DataSummary {
  const { target } = options;
  const columns = table.columns.map((column) => summarizeColumn(column, table.rows));
  const duplicateRows = countDuplicateRows(table);
  const notes = table.columns.flatMap((column, index) =>
    columnNotes(column, columns[index], { target, rows: table.rows }),
  );
  if (duplicateRows > 0) {
    const rows = duplicateRows === 1 ? "1 row repeats" : `${duplicateRows} rows repeat`;
    const message =
      `${rows} an earlier row; in different parts of the split they make scores look better ` +
      `than they are.`;
    notes.push({ kind: "duplicateRows", message });
  }
  const about = target === undefined ? undefined : summarizeTarget(target);
  if (about !== undefined) append(notes, targetNotes(about));
  const { source, rows } = table;
  return { source, rows, columns, ...(about === undefined ? {} : { target: about }), duplicateRows, notes };
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
  return { ...common, classes, imbalanceRatio: largestOf(counts) / smallestOf(counts) };
}

function columnNotes(
  column: Column,
  summary: ColumnSummary,
  options: { target: Target | undefined; rows: number },
): DataNote[] {
  const { target, rows } = options;
  const name = column.name;
  if (column.type === "tensor" || target?.columns.some((other) => other === column)) return [];
  const present = rows - summary.missing;
  const note = (kind: DataNote["kind"], what: string): DataNote[] => [
    { kind, column: name, message: `Column "${name}" ${what}.` },
  ];
  if (present === 0) return note("allMissing", "has no value in any row");
  if (summary.distinct === 1) {
    const value = cellText(column, presentRows(column, rows)[0]);
    return note("constant", `has one value, "${value}"${summary.missing > 0 ? ", or none" : ""}`);
  }
  if (countsRows(column)) return note("identifier", "counts the rows");
  if (namesRows(column, { distinct: summary.distinct, present })) {
    return note(
      "identifier",
      `has ${summary.distinct} different words in ${present} cells, so it names rows`,
    );
  }
  const association = target === undefined ? NaN : associationWithTarget(column, target);
  if (!(association > LEAK_ASSOCIATION)) return [];
  return note(
    "leakSuspect",
    `all but determines the target (association ${association.toFixed(4)}); is it known before the target ` +
      `is?`,
  );
}

function targetNotes(target: TargetSummary): DataNote[] {
  const notes: DataNote[] = [];
  const { column } = target;
  if (target.missing > 0) {
    const rows = target.missing === 1 ? "1 row has" : `${target.missing} rows have`;
    notes.push({ kind: "missingTarget", column, message: `${rows} no target and will be left out.` });
  }
  if ((target.imbalanceRatio ?? 1) >= IMBALANCE_RATIO) {
    const counts = target.classes!.map(({ label, count }) => `${label}: ${count}`);
    const message =
      `The largest class has ${target.imbalanceRatio!.toFixed(1)} times the rows of the ` +
      `smallest (${listed(counts)}).`;
    notes.push({ kind: "imbalance", column, message });
  }
  return notes;
}

/** How many rows repeat an earlier row. Rows are compared by 53 bits of hash of their cells. */
function countDuplicateRows(table: Table): number {
  const hashes = new RowHashes(table.rows);
  for (const column of table.columns) hashes.add(column);
  return table.rows - hashes.distinct();
}
