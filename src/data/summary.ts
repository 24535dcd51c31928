import { mix32 } from "../base/random.ts";
import { associationWithTarget } from "./association.ts";
import { describeNumbers, type NumberDescription } from "./describe-numbers.ts";
import { countsRows, namesRows } from "./identifier.ts";
import { type Column, type ColumnType, cellText, isMissing, listed, type Table } from "./table.ts";
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
  const counts = new Map<number, number>();
  for (const row of present) counts.set(column.data[row], (counts.get(column.data[row]) ?? 0) + 1);
  const common = {
    name: column.name,
    type: column.type,
    missing: rows - present.length,
    distinct: counts.size,
  };
  if (column.type === "number") {
    return present.length === 0
      ? common
      : { ...common, numbers: describeNumbers(Float64Array.from(present, (row) => column.data[row])) };
  }
  const word = column.type === "boolean" ? column.labels : column.categories;
  const mostCommon = [...counts]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, MOST_COMMON_SHOWN)
    .map(([code, count]) => ({ value: word[code], count }));
  return { ...common, mostCommon };
}

function summarizeTarget(target: Target): TargetSummary {
  const common = { column: target.column.name, task: target.task, missing: target.missing };
  if (target.task === "regression") {
    return {
      ...common,
      numbers: describeNumbers(Float64Array.from(target.rows, (row) => target.values[row])),
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
  const hashes = new Float64Array(table.rows);
  const encodings = table.columns.map(cellBits);
  for (let row = 0; row < table.rows; row++) {
    let [high, low] = [1, 2];
    for (const encoding of encodings) {
      const [lowBits, highBits] = [encoding.low(row), encoding.high(row)];
      high = mix32(mix32(high ^ lowBits) ^ highBits);
      low = mix32(Math.imul(mix32(low + lowBits), 31) + highBits);
    }
    hashes[row] = (high >>> 11) * 4294967296 + low;
  }
  hashes.sort();
  let repeats = 0;
  for (let row = 1; row < hashes.length; row++) if (hashes[row] === hashes[row - 1]) repeats++;
  return repeats;
}

/** The cells of a column as two halves of 64 bits. */
function cellBits(column: Column): { low: (row: number) => number; high: (row: number) => number } {
  if (column.type !== "number") return { low: (row) => column.data[row], high: () => 0 };
  // Missing cells are all NaN, and 0 and −0 are the same number.
  const words = new Uint32Array(column.data.map((value) => value + 0).buffer);
  return {
    low: (row) => (isMissing(column, row) ? 0x7ff80000 : words[2 * row]),
    high: (row) => (isMissing(column, row) ? 1 : words[2 * row + 1]),
  };
}
