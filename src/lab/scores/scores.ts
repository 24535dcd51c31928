import type { LabelTarget, Target, ValueTarget } from "../../data/target/task.ts";
import { classificationMetrics } from "../../nn/metrics/classification.ts";
import { errorFrom } from "../../nn/metrics/measures.ts";
import { multiLabelMetrics } from "../../nn/metrics/multi-label.ts";
import { type JudgedTarget, measureOf } from "../judged-target.ts";
import { classAnswers, type JudgedClasses, judgeRows, labelAnswers } from "./judge-rows.ts";
import type { PartScores } from "./part-scores.ts";
import type { RowPredictions } from "./row-predictions.ts";
import { scoresOfValues } from "./value-scores.ts";

/** The metrics of predictions on the rows that they are for. */
export function scoresOf(target: JudgedTarget, predictions: RowPredictions): PartScores {
  const scores = scoresOfTask(target, predictions);
  if (target.chosen === undefined) return scores;
  const { value } = judgeRows(target, target.chosen, predictions);
  // The metric that counts comes first.
  const { [target.judgedBy]: _, ...others } = scores.metrics;
  return { ...scores, metrics: { [target.judgedBy]: value, ...others } };
}

function scoresOfTask(target: JudgedTarget, predictions: RowPredictions): PartScores {
  if (target.task === "regression") return scoresOfValues(target, predictions);
  return target.task === "classification"
    ? scoresOfClasses(target, predictions)
    : scoresOfLabels(target, predictions);
}

function scoresOfClasses(target: JudgedClasses, predictions: RowPredictions): PartScores {
  const { classes } = target;
  const { rows } = predictions;
  const scores = classificationMetrics(classAnswers(target, predictions));
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

function scoresOfLabels(target: LabelTarget, predictions: RowPredictions): PartScores {
  const { labels } = target;
  const { rows } = predictions;
  const scores = multiLabelMetrics(labelAnswers(target, predictions));
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
