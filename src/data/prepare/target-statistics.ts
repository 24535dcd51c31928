import { crossFitParts, type FoldedSplit } from "../split/folds.ts";
import type { Table } from "../table/table.ts";
import type { Target } from "../target/task.ts";

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
 * m · prior) / (n + m) with m = σ² / τ², σ² the variance within the category and τ² that of all rows, both
 * dividing by n, as scikit-learn's `TargetEncoder(smooth="auto")` has it. The prior where a category has no
 * row, or nothing varies. Rows whose quantity is NaN do not count, and classes' weights are none of it.
 *
 * Micci-Barreca, "A Preprocessing Scheme for High-Cardinality Categorical Attributes", 2001.
 */
export function smoothedMeans(
  { codes, places }: CategoryPlaces,
  rows: Int32Array,
  { read }: TargetQuantity,
): Float64Array {
  const known = rows.filter((row) => !Number.isNaN(read(row)));
  const counts = new Float64Array(places);
  const means = new Float64Array(places);
  let total = 0;
  for (const row of known) {
    counts[codes[row]]++;
    means[codes[row]] += read(row);
    total += read(row);
  }
  const prior = known.length === 0 ? 0 : total / known.length;
  for (let place = 0; place < places; place++) means[place] /= counts[place];
  const within = new Float64Array(places);
  let variance = 0;
  for (const row of known) {
    within[codes[row]] += (read(row) - means[codes[row]]) ** 2;
    variance += (read(row) - prior) ** 2 / known.length;
  }
  return means.map((mean, place) => {
    if (counts[place] === 0) return prior;
    const between = variance * counts[place];
    const spread = between + within[place] / counts[place];
    return spread === 0 ? prior : prior + (between / spread) * (mean - prior);
  });
}

/** The rows that statistics are fitted on, and the facts that their folds are drawn by. */
export interface StatisticsFit {
  readonly rows: Int32Array;
  readonly target: Target;
  /** How the rows were told from others: folds keep groups together, and blocks of time. */
  readonly split?: FoldedSplit | undefined;
}

/**
 * The rows in five folds, of which each gets its statistics from the other four, so that no row's own target
 * is in its numbers. Drawn by the seed of the split; stratified for classes, whole groups where the split was
 * by groups, and blocks of time where it was by time. Fewer where there are fewer rows or groups.
 */
export function statisticsFolds(table: Table, fit: StatisticsFit): Int32Array[] {
  return crossFitParts({ table, ...fit, folds: FOLDS });
}

/**
 * The shrunk mean of each fold's rows by the rows of the other folds, written into `numbers` at their places.
 *
 * @param numbers one for each row of the table; others than those of the folds stay.
 */
export function crossFit(
  numbers: Float64Array,
  places: CategoryPlaces,
  { folds, quantity }: { folds: readonly Int32Array[]; quantity: TargetQuantity },
): Float64Array {
  folds.forEach((fold) => {
    const others = folds.filter((other) => other !== fold);
    const rows = new Int32Array(others.reduce((sum, { length }) => sum + length, 0));
    others.reduce((at, other) => {
      rows.set(other, at);
      return at + other.length;
    }, 0);
    const means = smoothedMeans(places, rows, quantity);
    for (const row of fold) numbers[row] = means[places.codes[row]];
  });
  return numbers;
}
