import type { Target } from "../data/task.ts";
import { classificationMetrics } from "../nn/metrics/classification.ts";
import { regressionMetrics } from "../nn/metrics/regression.ts";
import type { PartScores } from "./contract.ts";

/** Predictions of some rows: class probabilities [rows, classes], or values [rows] in the target's units. */
export interface RowPredictions {
  /** Row numbers in the table. */
  readonly rows: Int32Array;
  readonly prediction: Float32Array;
}

/** The metrics of predictions on the rows that they are for. */
export function scoresOf(target: Target, { rows, prediction }: RowPredictions): PartScores {
  if (target.task === "regression") {
    const { rmse, mae, r2 } = regressionMetrics({
      predictions: prediction,
      targets: pick(target.values, rows),
    });
    return { rows: rows.length, metrics: { rmse, mae, ...(r2 === null ? {} : { r2 }) } };
  }
  const { classes } = target;
  const scores = classificationMetrics({
    probabilities: prediction,
    targets: pick(target.codes, rows),
    classes: classes.length,
  });
  const { accuracy, logLoss, macroPrecision, macroRecall, macroF1, rocAuc } = scores;
  return {
    rows: rows.length,
    metrics: {
      accuracy,
      logLoss,
      macroPrecision,
      macroRecall,
      macroF1,
      ...(rocAuc === null ? {} : { rocAuc }),
    },
    perClass: scores.perClass.map(({ precision, recall, f1 }, index) => ({
      label: classes[index],
      precision,
      recall,
      f1,
    })),
    confusion: scores.confusion,
  };
}

/** What the user is shown first: accuracy (more is better), or RMSE (less is better). */
export function headlineMetric(target: Target): { metric: "accuracy" | "rmse"; higherIsBetter: boolean } {
  return target.task === "classification"
    ? { metric: "accuracy", higherIsBetter: true }
    : { metric: "rmse", higherIsBetter: false };
}

/** The error in the sense of bias and variance: 1 − accuracy, or the RMSE. */
export function errorOf(scores: PartScores): number {
  return "accuracy" in scores.metrics ? 1 - scores.metrics.accuracy : scores.metrics.rmse;
}

/**
 * The loss of each row by which treatments are verified: for classes the Brier score Σ_c (p_c − [c is right])² (Brier
 * 1950), which is proper, bounded by 2 and less noisy than counting mistakes; for values the squared error over `variance`.
 */
export function lossPerRow(
  target: Target,
  { rows, prediction }: RowPredictions,
  variance: number,
): Float64Array {
  if (target.task === "regression") {
    return Float64Array.from(rows, (row, index) => (prediction[index] - target.values[row]) ** 2 / variance);
  }
  const classes = target.classes.length;
  return Float64Array.from(rows, (row, index) => {
    let sum = 0;
    for (let label = 0; label < classes; label++) {
      sum += (prediction[index * classes + label] - (target.codes[row] === label ? 1 : 0)) ** 2;
    }
    return sum;
  });
}

/** Weights that make every class count the same in a mean over rows: n / (k · n_c) for a row of class c. */
export function balancedWeights(target: Target, rows: Int32Array): Float64Array {
  if (target.task === "regression") return new Float64Array(rows.length).fill(1);
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(target.codes[row], (counts.get(target.codes[row]) ?? 0) + 1);
  return Float64Array.from(rows, (row) => rows.length / (counts.size * counts.get(target.codes[row])!));
}

/** What {@link lossPerRow} is called; less of it is better. */
export function verificationLoss(target: Target): string {
  return target.task === "classification"
    ? "mean Brier score"
    : "mean squared error (as a share of the variance)";
}

/** The variance of a regression's target over some rows; 1 for classes. */
export function targetVariance(target: Target, rows: Int32Array): number {
  if (target.task === "classification") return 1;
  const values = pick(target.values, rows);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

function pick(values: Int32Array | Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row]);
}
