import type { ClassTarget, LabelTarget, Target, ValueTarget } from "../../data/target/task.ts";
import { classificationMetrics } from "../../nn/metrics/classification.ts";
import { errorFrom } from "../../nn/metrics/measures.ts";
import { multiLabelMetrics } from "../../nn/metrics/multi-label.ts";
import { type JudgedTarget, measureOf } from "../judged-target.ts";
import type { PartScores } from "./part-scores.ts";
import type { RowPredictions } from "./row-predictions.ts";
import { scoresOfValues, targetVariances } from "./value-scores.ts";

/** The metrics of predictions on the rows that they are for. */
export function scoresOf(target: JudgedTarget, predictions: RowPredictions): PartScores {
  if (target.task === "regression") return scoresOfValues(target, predictions);
  return target.task === "classification"
    ? scoresOfClasses(target, predictions)
    : scoresOfLabels(target, predictions);
}

function scoresOfClasses({ classes, codes }: ClassTarget, { rows, prediction }: RowPredictions): PartScores {
  const scores = classificationMetrics({
    probabilities: prediction,
    targets: pick(codes, rows),
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

function scoresOfLabels({ labels, truth }: LabelTarget, { rows, prediction }: RowPredictions): PartScores {
  const width = labels.length;
  const targets = Float64Array.from(
    { length: rows.length * width },
    (_, index) => truth[rows[Math.floor(index / width)] * width + (index % width)],
  );
  const scores = multiLabelMetrics({ probabilities: prediction, targets, labels: width });
  const { hammingLoss, subsetAccuracy, microF1, macroF1, logLoss, macroRocAuc } = scores;
  return {
    rows: rows.length,
    metrics: {
      hammingLoss,
      subsetAccuracy,
      microF1,
      macroF1,
      logLoss,
      ...(macroRocAuc === null ? {} : { macroRocAuc }),
    },
    perClass: scores.perLabel.map(({ precision, recall, f1 }, index) => ({
      label: labels[index],
      precision,
      recall,
      f1,
    })),
  };
}

/** The error in the sense of bias and variance: 1 − accuracy, or what else the target is judged by. */
export function errorOf({ metrics }: PartScores, target: JudgedTarget): number {
  return errorFrom(measureOf(target), metrics);
}

/**
 * The loss of each row by which treatments are verified: for classes the Brier score Σ_c (p_c − [c is
 * right])² (Brier 1950), which is proper, bounded by 2 and less noisy than counting mistakes; for labels the
 * mean of (p − [label])²; for values the mean of their squared errors, each over its variance; for quantiles
 * the mean of their pinball losses, each over its standard deviation.
 *
 * @param variances of the values, as `targetVariances` gives them.
 */
export function lossPerRow(
  target: Target,
  predictions: RowPredictions,
  variances: readonly number[],
): Float64Array {
  if (target.task === "regression") return valueLossPerRow(target, predictions, variances);
  const { rows, prediction } = predictions;
  const isClasses = target.task === "classification";
  const width = isClasses ? target.classes.length : target.labels.length;
  const truth = (row: number, place: number) =>
    isClasses ? Number(target.codes[row] === place) : target.truth[row * width + place];
  return Float64Array.from(rows, (row, index) => {
    let sum = 0;
    for (let place = 0; place < width; place++)
      sum += (prediction[index * width + place] - truth(row, place)) ** 2;
    return isClasses ? sum : sum / width;
  });
}

function valueLossPerRow(
  { columns, values, quantiles }: ValueTarget,
  { rows, prediction }: RowPredictions,
  variances: readonly number[],
): Float64Array {
  const width = columns.length;
  const count = quantiles?.length ?? 1;
  return Float64Array.from(rows, (row, index) => {
    let sum = 0;
    for (let output = 0; output < width * count; output++) {
      const place = Math.floor(output / count);
      const error = values[row * width + place] - prediction[index * width * count + output];
      const share = quantiles?.[output % count];
      sum +=
        share === undefined
          ? error ** 2 / variances[place]
          : Math.max(share * error, (share - 1) * error) / Math.sqrt(variances[place]);
    }
    return sum / (width * count);
  });
}

/**
 * As {@link lossPerRow}, with all classes counting the same: a row of class c counts n / (k · n_c). Of
 * labels, the presence and the absence of each count the same. Values are left as they are.
 */
export function balancedLossPerRow(target: Target, predictions: RowPredictions): Float64Array {
  const { rows, prediction } = predictions;
  if (target.task === "classification") {
    const weights = balancedWeights(rows, (row) => target.codes[row]);
    return lossPerRow(target, predictions, []).map((loss, index) => loss * weights[index]);
  }
  if (target.task === "regression") return lossPerRow(target, predictions, targetVariances(target, rows));
  const width = target.labels.length;
  const losses = new Float64Array(rows.length);
  for (let place = 0; place < width; place++) {
    const truth = (row: number) => target.truth[row * width + place];
    const weights = balancedWeights(rows, truth);
    rows.forEach((row, index) => {
      losses[index] += (weights[index] * (prediction[index * width + place] - truth(row)) ** 2) / width;
    });
  }
  return losses;
}

/** n / (k · n_c) for a row of group c, of k groups that come. */
function balancedWeights(rows: Int32Array, groupOf: (row: number) => number): Float64Array {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(groupOf(row), (counts.get(groupOf(row)) ?? 0) + 1);
  return Float64Array.from(rows, (row) => rows.length / (counts.size * counts.get(groupOf(row))!));
}

function pick(values: Int32Array | Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row]);
}
