import { mean } from "../base/statistics.ts";
import type { Dataset } from "../data/prepare/dataset.ts";
import { measureFor } from "../nn/losses/judgement.ts";
import { type LossSpec, quantilesOf } from "../nn/losses/outputs.ts";
import { hammingLoss, predictedClasses } from "../nn/metrics/decisions.ts";
import { pinballLoss } from "../nn/metrics/pinball.ts";

/**
 * How a dev metric is computed; `scale` holds what one unit of each scaled value is in the metric's units:
 * the target's, or, for several values, which may have different units, the scaled ones.
 */
export type DevMetric =
  | { readonly kind: "accuracy" }
  | { readonly kind: "hammingLoss" }
  | { readonly kind: "rmse" | "relativeRmse"; readonly scale: readonly number[] }
  | {
      readonly kind: "pinball" | "relativePinball";
      readonly scale: readonly number[];
      readonly quantiles: readonly number[];
    };

/**
 * The metric that a training is watched by: of classes the accuracy, of labels the Hamming loss, else as the
 * loss wants it.
 */
export function devMetricFor(target: NonNullable<Dataset["target"]>, loss: LossSpec): DevMetric {
  if (target.kind !== "values") {
    const { metric } = measureFor(loss, { target: target.kind, width: 1 });
    return { kind: metric as "accuracy" | "hammingLoss" };
  }
  const { metric, unit } = measureFor(loss, { target: target.kind, width: target.width });
  const scale = unit === "target" ? target.scale : target.scale.map(() => 1);
  const kind = metric as Exclude<DevMetric["kind"], "accuracy" | "hammingLoss">;
  if (kind === "rmse" || kind === "relativeRmse") return { kind, scale };
  // Only losses of quantiles are judged by the pinball loss.
  return { kind, scale, quantiles: quantilesOf(loss)! };
}

/**
 * The metric of predictions as a network gives them: accuracy and Hamming loss in [0, 1]; RMSE and pinball
 * loss in the target's units, or, of several values, the mean of theirs in scaled units.
 *
 * @param targets row by row, as a dataset holds them.
 */
export function metricOf(prediction: Float32Array, targets: ArrayLike<number>, metric: DevMetric): number {
  if (metric.kind === "accuracy") return accuracyOf(prediction, targets);
  if (metric.kind === "hammingLoss") return hammingLoss(prediction, targets);
  const width = metric.scale.length;
  const rows = targets.length / width;
  const wanted = (value: number) => strided(targets, { rows, stride: width, offset: value });
  return mean(
    metric.scale.map((scale, value) => {
      if (!("quantiles" in metric))
        return (
          scale * rootMeanSquare(strided(prediction, { rows, stride: width, offset: value }), wanted(value))
        );
      const count = metric.quantiles.length;
      const losses = metric.quantiles.map((share, index) =>
        pinballLoss(
          strided(prediction, { rows, stride: width * count, offset: value * count + index }),
          wanted(value),
          share,
        ),
      );
      return scale * mean(losses);
    }),
  );
}

function accuracyOf(prediction: Float32Array, targets: ArrayLike<number>): number {
  const rows = targets.length;
  const classes = prediction.length / rows;
  const predicted = predictedClasses({ probabilities: prediction, classes });
  let right = 0;
  for (let row = 0; row < rows; row++) {
    const chosen = predicted[row];
    // The largest of probabilities that are not numbers is none.
    if (chosen === targets[row] && !Number.isNaN(prediction[row * classes + chosen])) right++;
  }
  return right / rows;
}

function rootMeanSquare(values: Float64Array, targets: Float64Array): number {
  const squares = values.reduce((sum, value, row) => sum + (value - targets[row]) ** 2, 0);
  return Math.sqrt(squares / values.length);
}

/** One column of a row-major matrix. */
export function strided(
  data: ArrayLike<number>,
  { rows, stride, offset }: { rows: number; stride: number; offset: number },
): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => data[row * stride + offset]);
}
