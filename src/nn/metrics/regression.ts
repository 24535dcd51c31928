/** The scores of predicted values. NaN of no examples. */
export interface RegressionMetrics {
  readonly rows: number;
  /** The root mean squared error, in the target's units. */
  readonly rmse: number;
  /** The mean absolute error, in the target's units. */
  readonly mae: number;
  /**
   * The share of the target's variance that is explained: 1 at best, 0 for always predicting the mean. Null
   * where the targets do not vary.
   */
  readonly r2: number | null;
}

/**
 * Scores predicted values: RMSE = √(Σe²/n), MAE = Σ|e|/n and R² = 1 − Σe² / Σ(t − mean t)².
 */
export function regressionMetrics({
  predictions,
  targets,
}: {
  predictions: ArrayLike<number>;
  targets: ArrayLike<number>;
}): RegressionMetrics {
  const rows = targets.length;
  const center = total(rows, (row) => targets[row]) / rows;
  const squares = total(rows, (row) => (predictions[row] - targets[row]) ** 2);
  const spread = total(rows, (row) => (targets[row] - center) ** 2);
  return {
    rows,
    rmse: Math.sqrt(squares / rows),
    mae: total(rows, (row) => Math.abs(predictions[row] - targets[row])) / rows,
    r2: spread === 0 ? null : 1 - squares / spread,
  };
}

function total(rows: number, term: (row: number) => number): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += term(row);
  return sum;
}
