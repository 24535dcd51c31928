import { mean } from "../base/statistics.ts";
import { type Calibration, calibrate, fitCalibration } from "../nn/judging/calibration.ts";
import type { JudgedTarget } from "./judged-target.ts";
import type { RowPredictions } from "./scores/row-predictions.ts";

/**
 * The calibration of a model whose errors have costs, from predictions of rows that its networks were not
 * trained on: the mean of several predictions of them. Undefined where no costs were told.
 */
export function decisionCalibration(
  target: JudgedTarget,
  predictions: readonly RowPredictions[],
): Calibration | undefined {
  if (target.costs === undefined || target.task !== "classification") return undefined;
  const [{ rows, prediction }] = predictions;
  return fitCalibration({
    classes: target.classes.length,
    targets: Int32Array.from(rows, (row) => target.codes[row]),
    probabilities: Float64Array.from(prediction, (_, place) =>
      mean(predictions.map((one) => one.prediction[place])),
    ),
  });
}

/** Predictions corrected by a calibration, where there is one. */
export function calibrated(
  predictions: RowPredictions,
  calibration: Calibration | undefined,
): RowPredictions {
  if (calibration === undefined) return predictions;
  const { rows, prediction } = predictions;
  return { rows, prediction: calibrate(prediction, calibration), isCalibrated: true };
}
