import { mean } from "../../base/statistics.ts";

/** How good predictions are by one metric, with what each row has to do with it. */
export interface Judgement {
  /** The metric; NaN where it is not defined, such as the recall of a class that does not come. */
  readonly value: number;
  /**
   * A loss for each row, less being better, by which two sets of predictions of the same rows are compared:
   * the row's own where the metric is a mean of them, else the row's jackknife pseudo-value, whose mean is
   * the metric but for its bias (negative where more of it is better).
   */
  readonly losses: () => Float64Array;
}

/** A metric that is the mean of a loss of each row. */
export function meanOfRows(losses: Float64Array): Judgement {
  return { value: mean(losses), losses: () => losses };
}

/**
 * The pseudo-values n·θ − (n − 1)·θ₋ᵢ of a metric θ of n rows, with θ₋ᵢ that of all rows but row i (Tukey
 * 1958; Miller, "The jackknife – a review", 1974), as losses. A row without which the metric is not defined
 * counts as θ.
 */
export function pseudoLosses(
  value: number,
  without: Float64Array,
  { higherIsBetter }: { higherIsBetter: boolean },
): Float64Array {
  const rows = without.length;
  const sign = higherIsBetter ? -1 : 1;
  return without.map((other) => sign * (Number.isFinite(other) ? rows * value - (rows - 1) * other : value));
}

/** The mean of several judgements of the same rows, of which those that are not defined are left out. */
export function meanJudgement(all: readonly Judgement[]): Judgement {
  const defined = all.filter(({ value }) => Number.isFinite(value));
  // Of predictions that are not finite the judgement must not be either.
  const used = defined.length === 0 ? all : defined;
  return {
    value: mean(used.map(({ value }) => value)),
    losses: () => {
      const parts = used.map(({ losses }) => losses());
      return parts[0].map((_, row) => mean(parts.map((part) => part[row])));
    },
  };
}

/** A number for each of some rows. */
export function eachRow(rows: number, value: (row: number) => number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => value(row));
}
