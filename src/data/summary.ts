import { mix32 } from "../base/random.ts";
import { associationWithTarget } from "./association.ts";
import { countDistinct, describeNumbers, type NumberDescription } from "./describe-numbers.ts";
import { countsRows, namesRows } from "./identifier.ts";
import { allRows, type Column, type ColumnType, cellText, gather, listed, type Table } from "./table.ts";
import { presentRows, type Target, type Task } from "./task.ts";

/** A column that determines the target this far probably holds it. */
const LEAK_ASSOCIATION = 0.999;
/** Classes this much apart in size are worth a word. */
const IMBALANCE_RATIO = 10;
const MOST_COMMON_SHOWN = 5;

/** One column, described over all rows. */
export interface ColumnSummary {
  readonly name: string;
  readonly type: ColumnType;
  readonly missing: number;
  readonly distinct: number;
  /** Of number columns: mean, standard deviation (dividing by n), smallest, largest. */
  readonly numbers?: NumberDescription;
  /** Of other columns: the five most frequent values. */
  readonly mostCommon?: readonly { readonly value: string; readonly count: number }[];
}

/** The target, described over the rows that have one. */
export interface TargetSummary {
  readonly column: string;
  readonly task: Task;
  readonly missing: number;
  readonly classes?: readonly { readonly label: string; readonly count: number }[];
  /** Rows of the largest class per row of the smallest. */
  readonly imbalanceRatio?: number;
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
 * Describes a table, all of its rows: each column, the target if there is one, and what looks wrong: columns without
 * values or with one, columns that name rows, rows that come more than once, a column that all but determines the target
 * (association above 0.999, see `associationWithTarget`), classes more than ten times apart in size.
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
    const message = `${rows} an earlier row; in different parts of the split they make scores look better than they are.`;
    notes.push({ kind: "duplicateRows", message });
  }
  const about = target === undefined ? undefined : summarizeTarget(target);
  if (about !== undefined) notes.push(...targetNotes(about));
  const { source, rows } = table;
  return { source, rows, columns, ...(about === undefined ? {} : { target: about }), duplicateRows, notes };
}

function summarizeColumn(column: Column, rows: number): ColumnSummary {
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

function summarizeTarget(target: Target): TargetSummary {
  const common = { column: target.column.name, task: target.task, missing: target.missing };
  if (target.task === "regression") {
    return {
      ...common,
      numbers: describeNumbers(gather(target.values, target.rows)),
    };
  }
  const counts = target.classes.map(() => 0);
  for (const row of target.rows) counts[target.codes[row]]++;
  const classes = target.classes.map((label, code) => ({ label, count: counts[code] }));
  return { ...common, classes, imbalanceRatio: Math.max(...counts) / Math.min(...counts) };
}

function columnNotes(
  column: Column,
  summary: ColumnSummary,
  options: { target: Target | undefined; rows: number },
): DataNote[] {
  const { target, rows } = options;
  const name = column.name;
  if (column === target?.column) return [];
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
    `all but determines the target (association ${association.toFixed(4)}); is it known before the target is?`,
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
    const message = `The largest class has ${target.imbalanceRatio!.toFixed(1)} times the rows of the smallest (${listed(counts)}).`;
    notes.push({ kind: "imbalance", column, message });
  }
  return notes;
}

/** How many rows repeat an earlier row. Rows are compared by 53 bits of hash of their cells. */
function countDuplicateRows(table: Table): number {
  const high = new Uint32Array(table.rows).fill(1);
  const low = new Uint32Array(table.rows).fill(2);
  for (const column of table.columns) {
    const bits = cellBits(column);
    for (let row = 0; row < table.rows; row++) {
      const [first, second] = [bits[2 * row], bits[2 * row + 1]];
      high[row] = mix32(mix32(high[row] ^ first) ^ second);
      low[row] = mix32(Math.imul(mix32(low[row] + first), 31) + second);
    }
  }
  const hashes = new Float64Array(table.rows).map((_, row) => (high[row] >>> 11) * 4294967296 + low[row]);
  return hashes.length - countDistinct(hashes);
}

/** The cells of a column as 64 bits each; all missing cells are alike, and −0 is 0. */
function cellBits(column: Column): Uint32Array {
  const numbers = new Float64Array(column.data).map((value) => (Number.isNaN(value) ? NaN : value + 0));
  return new Uint32Array(numbers.buffer);
}
