/**
 * Predictions of some rows: class probabilities [rows, classes], probabilities of labels [rows, labels], or
 * values in the target's units [rows, outputs], with the quantiles of the first value first.
 */
export interface RowPredictions {
  /** Row numbers in the table. */
  readonly rows: Int32Array;
  readonly prediction: Float32Array;
  /** Whether probabilities were corrected already, by a model's calibration; left out for no. */
  readonly isCalibrated?: boolean;
}
