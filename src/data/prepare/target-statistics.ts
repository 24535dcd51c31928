import { findCopies } from "../split/copies.ts";
import { crossFitParts, type FoldedSplit } from "../split/folds.ts";
import type { Table } from "../table/table.ts";
import type { Target } from "../target/task.ts";
import type { NumericInput } from "./preprocessing.ts";

/** So many folds as scikit-learn's encoder has. */
const FOLDS = 5;

/** A number of each row that statistics are of: a value to learn, or 1 where a class or a label applies. */
export interface TargetQuantity {
  /** Names it in the features, such as `price` or `class=yes`. */
  readonly name: string;
  readonly read: (row: number) => number;
}

/**
 * The numbers of a target whose means describe a category: each value, each label, the second of two classes,
 * or each of more. Of more classes none is left out although their shares sum to 1: shrunk means do not
 * quite, and no class is told apart from the others.
 */
export function targetQuantities(target: Target): TargetQuantity[] {
  const { columns } = target;
  if (target.task === "classification") {
    const { classes, codes } = target;
    const quantities = classes.map((label, code) => ({
      name: `${columns[0].name}=${label}`,
      read: (row: number) => Number(codes[row] === code),
    }));
    return quantities.length === 2 ? quantities.slice(1) : quantities;
  }
  const cells = target.task === "multiLabel" ? target.truth : target.values;
  return columns.map(({ name }, place) => ({
    name,
    read: (row: number) => cells[row * columns.length + place],
  }));
}

/** The places of a column's categories, and how many there are. */
export interface CategoryPlaces {
  /** The place of each row of the table. */
  readonly codes: Int32Array;
  readonly places: number;
}

/**
 * The mean of a quantity in each category, shrunk towards the mean of all rows by empirical Bayes: s = (Σ y +
 * m · prior) / (n + m) with m = σ² / τ², the variance within categories over that between them, both pooled
 * over all categories by the moments of the analysis of variance, so that a category of one row is shrunk as
 * the others tell. The prior where a category has no row, and everywhere where categories differ no more than
 * rows do, or each has one row. Rows whose quantity is NaN do not count, and classes' weights are none of it.
 *
 * Micci-Barreca, "A Preprocessing Scheme for High-Cardinality Categorical Attributes", 2001; Searle, Casella
 * & McCulloch, "Variance Components", 1992, section 3.6.
 */
export function smoothedMeans(
  places: CategoryPlaces,
  rows: Int32Array,
  quantity: TargetQuantity,
): Float64Array {
  const prior = meanOf(rows, quantity);
  return shrunkDeviations(places, rows, { ...quantity, prior }).map((deviation) => prior + deviation);
}

/** How far the mean of each category is from the prior, the mean of all rows, after it was shrunk. */
function shrunkDeviations(
  { codes, places }: CategoryPlaces,
  rows: Int32Array,
  { read, prior }: TargetQuantity & { readonly prior: number },
): Float64Array {
  const known = rows.filter((row) => !Number.isNaN(read(row)));
  const counts = new Float64Array(places);
  const sums = new Float64Array(places);
  for (const row of known) {
    counts[codes[row]]++;
    sums[codes[row]] += read(row);
  }
  const means = sums.map((sum, place) => (counts[place] === 0 ? prior : sum / counts[place]));
  const within = known.reduce((sum, row) => sum + (read(row) - means[codes[row]]) ** 2, 0);
  const between = counts.reduce((sum, count, place) => sum + count * (means[place] - prior) ** 2, 0);
  const smoothing = smoothingOf(counts, { within, between });
  return means.map((mean, place) => {
    const count = counts[place];
    // Of no row, and where rows of a category do not differ, 0 / 0.
    return count === 0 ? 0 : (count / (count + smoothing)) * (mean - prior);
  });
}

/**
 * m = σ² / τ² from the sums of squares within and between categories; infinite where τ² is not above 0, or no
 * category has two rows to tell σ² by.
 */
function smoothingOf(counts: Float64Array, { within, between }: { within: number; between: number }): number {
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const groups = counts.filter((count) => count > 0).length;
  if (rows <= groups || groups < 2) return Number.POSITIVE_INFINITY;
  const variance = within / (rows - groups);
  const balance = rows - counts.reduce((sum, count) => sum + count ** 2, 0) / rows;
  const betweenVariance = (between - (groups - 1) * variance) / balance;
  return betweenVariance > 0 ? variance / betweenVariance : Number.POSITIVE_INFINITY;
}

/** The rows that statistics are fitted on, and the facts that their folds are drawn by. */
export interface StatisticsFit {
  readonly rows: Int32Array;
  readonly target: Target;
  /** How the rows were told from others: folds keep groups together, and blocks of time. */
  readonly split?: FoldedSplit | undefined;
  /** Columns that are no inputs, none by default; rows that are equal in all others are copies. */
  readonly exclude?: readonly string[];
}

/** The numbers of the rows that a preprocessing was fitted on, which new rows like them do not get. */
export interface CrossFitted {
  readonly rows: Int32Array;
  /** Of each input of means of the target: the number of each of these rows, before it is scaled. */
  readonly numbers: ReadonlyMap<NumericInput, Float64Array>;
}

/**
 * The rows in five folds, of which each gets its statistics from the other four, so that no row's own target
 * is in its numbers. Drawn by the seed of the split; stratified for classes, whole groups where the split was
 * by groups, and blocks of time where it was by time. Fewer where there are fewer rows or groups. Where
 * chance draws them, copies of a row are in one fold: in another they would tell its target.
 */
export function statisticsFolds(table: Table, fit: StatisticsFit): Int32Array[] {
  const { target, exclude = [], split: { column } = {} } = fit;
  const copies = findCopies(table, { target, exclude, ...(column === undefined ? {} : { column }) });
  return crossFitParts({ table, ...fit, folds: FOLDS, ...(copies ? { copies: copies.first } : {}) });
}

/**
 * The shrunk mean of each fold's rows by the rows of the other folds, written into `numbers` at their places:
 * how far it is from the mean of those rows, and the mean of all. By itself the mean of the other folds would
 * tell that of the row's own, since what one fold has more the others have less.
 *
 * @param numbers one for each row of the table; others than those of the folds stay.
 */
export function crossFit(
  numbers: Float64Array,
  places: CategoryPlaces,
  { folds, quantity }: { folds: readonly Int32Array[]; quantity: TargetQuantity },
): Float64Array {
  const whole = meanOf(joined(folds), quantity);
  folds.forEach((fold) => {
    const rows = joined(folds.filter((other) => other !== fold));
    const prior = meanOf(rows, quantity);
    const deviations = shrunkDeviations(places, rows, { ...quantity, prior });
    for (const row of fold) numbers[row] = whole + deviations[places.codes[row]];
  });
  return numbers;
}

function joined(parts: readonly Int32Array[]): Int32Array {
  const rows = new Int32Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.reduce((at, part) => {
    rows.set(part, at);
    return at + part.length;
  }, 0);
  return rows;
}

/** The mean of a quantity where it is known; 0 where it is nowhere. */
function meanOf(rows: Int32Array, { read }: Pick<TargetQuantity, "read">): number {
  let [sum, count] = [0, 0];
  for (const row of rows) {
    const value = read(row);
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}
