import { randomKey, STREAMS, shuffle } from "../../base/random.ts";
import type { ClassTarget, LabelTarget, ValueTarget } from "../../data/target/task.ts";
import { calibrate, fitCalibration } from "../../nn/judging/calibration.ts";
import type { ChosenMetric } from "../../nn/judging/chosen-metric.ts";
import { leastCostClasses } from "../../nn/judging/costs.ts";
import type { ClassAnswers, LabelAnswers, ValueAnswers } from "../../nn/judging/metric-definition.ts";
import type { Judgement } from "../../nn/judging/row-judgement.ts";
import { meanJudgement } from "../../nn/judging/row-judgement.ts";
import { predictedClasses } from "../../nn/metrics/decisions.ts";
import type { JudgedTarget } from "../judged-target.ts";
import type { RowPredictions } from "./row-predictions.ts";
import { middleOf, targetVariances } from "./value-scores.ts";

const HALVES_KEY = randomKey(STREAMS.split, 7919);

/**
 * The judgement of a metric on predictions. Of several values the mean of each one's, in standard deviations
 * of each where it has the values' units; of quantiles that of the one nearest to the median. Predictions
 * that are not finite have no judgement: NaN throughout.
 */
export function judgeRows(
  target: JudgedTarget,
  metric: ChosenMetric,
  predictions: RowPredictions,
): Judgement {
  const { definition, label } = metric;
  if (!predictions.prediction.every(Number.isFinite)) {
    const losses = new Float64Array(predictions.rows.length).fill(Number.NaN);
    return { value: Number.NaN, losses: () => losses };
  }
  if (definition.of === "classes")
    return definition.judge(classAnswers(target as JudgedClasses, predictions), label);
  if (definition.of === "labels")
    return definition.judge(labelAnswers(target as JudgedTarget & LabelTarget, predictions), label);
  const answers = valueAnswers(target as JudgedTarget & ValueTarget, predictions);
  if (answers.length === 1) return definition.judge(answers[0]);
  const power = definition.unit === "target" ? 1 : definition.unit === "squares" ? 2 : 0;
  return meanJudgement(
    answers.map((answer) => {
      const { value, losses } = definition.judge(answer);
      const unit = Math.sqrt(answer.variance) ** power;
      const scaled = definition.comparedBy === undefined ? () => losses().map((loss) => loss / unit) : losses;
      return { value: value / unit, losses: scaled };
    }),
  );
}

/** A target of classes, and what is judged of it. */
export type JudgedClasses = JudgedTarget & ClassTarget;

/**
 * Probabilities with the right classes and those decided for: the most probable ones, or where errors have
 * costs those of least expected cost. These need probabilities that are right on average, so that they are
 * corrected first, each half of the rows by a calibration fitted on the other, unless a model's own was
 * applied already.
 */
export function classAnswers(target: JudgedClasses, predictions: RowPredictions): ClassAnswers {
  const { costs } = target;
  const classes = target.classes.length;
  const targets = Int32Array.from(predictions.rows, (row) => target.codes[row]);
  if (costs === undefined) {
    const probabilities = predictions.prediction;
    return { probabilities, targets, classes, predicted: predictedClasses({ probabilities, classes }) };
  }
  const probabilities = predictions.isCalibrated
    ? predictions.prediction
    : crossCalibrated({ probabilities: predictions.prediction, targets, classes });
  return { probabilities, targets, classes, costs, predicted: leastCostClasses(probabilities, costs) };
}

/** Probabilities of one half of the rows corrected by what the other shows, and the other way round. */
function crossCalibrated(all: {
  probabilities: Float32Array;
  targets: Int32Array;
  classes: number;
}): Float32Array {
  const { probabilities, targets, classes } = all;
  const corrected = new Float32Array(probabilities.length);
  const rowOf = (row: number) => probabilities.subarray(row * classes, (row + 1) * classes);
  const halves = halvesByClass(targets);
  for (const [half, others] of [halves, [...halves].reverse()]) {
    const calibration = fitCalibration({
      classes,
      targets: others.map((row) => targets[row]),
      probabilities: others.flatMap((row) => Array.from(rowOf(row))),
    });
    for (const row of half) corrected.set(calibrate(rowOf(row), calibration), row * classes);
  }
  return corrected;
}

/** Two random halves of the rows, with as many of each class, whatever order the rows have. */
function halvesByClass(targets: Int32Array): [number[], number[]] {
  const order = shuffle(Array.from(targets.keys()), HALVES_KEY).sort((a, b) => targets[a] - targets[b]);
  return [order.filter((_, place) => place % 2 === 0), order.filter((_, place) => place % 2 === 1)];
}

/** Probabilities of labels beside which of them apply. */
export function labelAnswers(
  { labels: { length: labels }, truth }: LabelTarget,
  predictions: RowPredictions,
): LabelAnswers {
  const { rows, prediction } = predictions;
  const targets = Float64Array.from(
    { length: rows.length * labels },
    (_, index) => truth[rows[Math.floor(index / labels)] * labels + (index % labels)],
  );
  return { probabilities: prediction, targets, labels };
}

function valueAnswers(target: ValueTarget, { rows, prediction }: RowPredictions): ValueAnswers[] {
  const width = target.columns.length;
  const count = target.quantiles?.length ?? 1;
  const middle = target.quantiles ? middleOf(target.quantiles) : 0;
  const variances = targetVariances(target, target.rows);
  return target.columns.map((_, place) => ({
    predictions: Float64Array.from(rows, (__, row) => prediction[(row * width + place) * count + middle]),
    targets: Float64Array.from(rows, (row) => target.values[row * width + place]),
    variance: variances[place],
  }));
}
