import { countDistinct } from "../table/describe-numbers.ts";
import { isIdentifier, isText } from "../table/identifier.ts";
import { RowHashes } from "../table/row-hashes.ts";
import { type Column, gather, rowWidth, type Table } from "../table/table.ts";
import type { Target } from "../target/task.ts";
import { spreadRows } from "./spread-rows.ts";

/** Rows of which fewer than this many would be equal by chance are copies of each other. */
const MOST_BY_CHANCE = 0.05;
/** Where each different row comes so often on average, a table has few different rows by nature. */
const MOST_ROWS_PER_PATTERN = 10;
/** Inputs that more of the rows have than both are common, and new rows will have them too. */
const COMMON_SHARE = 0.1;
const FEWEST_COMMON = 10;
/** Arrays of so many numbers are not equal by chance. */
const LONG_ARRAY = 16;
/** Moments are those of the rows when nearly each is another. */
const MOMENTS_SHARE = 0.9;
const MOST_COUNTED_ROWS = 5000;
const COLUMNS_THAT_TELL = 8;

/** Rows with equal inputs. */
export interface Copies {
  /** For each row of the table the first row with the same inputs, itself where there is none before. */
  readonly first: Int32Array;
  /** How many rows repeat the inputs of an earlier row. */
  readonly repeats: number;
}

/** Which columns are inputs. */
export interface CopyOptions {
  readonly target: Target;
  readonly exclude?: readonly string[];
  /** The column that the split goes by. */
  readonly column?: string;
}

/**
 * Finds rows with a target that are equal in all inputs; undefined where none are, or where that is no
 * wonder: few different rows by nature, or columns with so few values that rows meet by chance. Columns that
 * name rows are no inputs here.
 */
export function findCopies(table: Table, options: CopyOptions): Copies | undefined {
  const { rows } = options.target;
  const inputs = inputColumns(table, options);
  const hashes = new RowHashes(table.rows);
  for (const [index, column] of inputs.entries()) {
    hashes.add(column);
    // Most tables have no copies, which their first columns tell.
    const isEnough = index + 1 === COLUMNS_THAT_TELL && inputs.length > 2 * COLUMNS_THAT_TELL;
    if (isEnough && countDistinct(gather(hashes.keys(), rows)) === rows.length) return undefined;
  }
  const keys = gather(hashes.keys(), rows);
  const distinct = countDistinct(keys);
  if (distinct === rows.length || rows.length > MOST_ROWS_PER_PATTERN * distinct) return undefined;
  const { first, patterns } = groupRows(keys, rows, table.rows);
  if (meetByChance(inputs, patterns, rows.length)) return undefined;
  const copies = withoutCommon(first, rows);
  return copies.repeats > 0 ? copies : undefined;
}

function inputColumns(table: Table, { target, exclude = [], column: byColumn }: CopyOptions): Column[] {
  const left = new Set([...exclude, byColumn, table.splitColumn, ...target.columns.map(({ name }) => name)]);
  return table.columns.filter((column) => !left.has(column.name) && !namesOrDatesRows(column, target.rows));
}

/** Whether a column tells nearly every row apart, as a key does, or the moment in which it was written. */
function namesOrDatesRows(column: Column, rows: Int32Array): boolean {
  if (column.type !== "date") return isIdentifier(column, rows);
  const moments = gather(column.data, rows).filter((time) => !Number.isNaN(time));
  return countDistinct(moments) >= MOMENTS_SHARE * moments.length;
}

function groupRows(keys: Float64Array, rows: Int32Array, tableRows: number) {
  const firstOf = new Map<number, number>();
  const first = new Int32Array(tableRows).map((_, row) => row);
  keys.forEach((key, index) => {
    const known = firstOf.get(key);
    if (known === undefined) firstOf.set(key, rows[index]);
    else first[rows[index]] = known;
  });
  return { first, patterns: Int32Array.from(firstOf.values()) };
}

/** Rows whose inputs are common stand each for itself. */
function withoutCommon(first: Int32Array, rows: Int32Array): Copies {
  const sizes = new Int32Array(first.length);
  for (const row of rows) sizes[first[row]]++;
  const most = Math.max(FEWEST_COMMON, COMMON_SHARE * rows.length);
  const own = first.map((other, row) => (sizes[other] > most ? row : other));
  return { first: own, repeats: rows.reduce((sum, row) => sum + Number(own[row] !== row), 0) };
}

/**
 * Whether columns whose cells fell together by themselves would give a row a partner: the shares of pairs of
 * different rows that agree in each column, multiplied, as if columns were independent. They are not: a row's
 * other cells may follow from one that is a key. So of words and whole numbers, the column that tells most
 * does not count.
 */
function meetByChance(inputs: readonly Column[], patterns: Int32Array, rows: number): boolean {
  if (inputs.some((column) => isText(column) || (column.type === "tensor" && rowWidth(column) >= LONG_ARRAY)))
    return false;
  const sample = spreadRows(patterns, MOST_COUNTED_ROWS);
  const [keys, measured] = [[] as number[], [] as number[]];
  for (const column of inputs) (isMeasured(column, sample) ? measured : keys).push(agreement(column, sample));
  const shares = [...measured, ...keys.sort((a, b) => a - b).slice(1)];
  return shares.reduce((product, share) => product * share, rows) > MOST_BY_CHANCE;
}

/** Whether a column has numbers with digits after the point. */
function isMeasured(column: Column, rows: Int32Array): boolean {
  return column.type === "number" && rows.some((row) => Math.abs(column.data[row] % 1) > 0);
}

/** The share of pairs of rows that agree in a column; missing cells agree. */
function agreement(column: Column, rows: Int32Array): number {
  if (column.type === "tensor") return 0;
  const values = gather(column.data, rows).sort();
  let [pairs, run] = [0, 0];
  for (let i = 1; i < values.length; i++) {
    run = Object.is(values[i], values[i - 1]) ? run + 1 : 0;
    pairs += run;
  }
  return (2 * pairs) / (values.length * (values.length - 1));
}
