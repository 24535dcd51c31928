import { type ClassScores, classScores } from "./confusion.ts";
import { hammingLoss, LABEL_THRESHOLD } from "./decisions.ts";
import { negativeLog } from "./negative-log.ts";
import { rocAuc } from "./roc-auc.ts";

/** A network's probabilities for the labels of some examples, beside the right answers. */
export interface Labellings {
  /** Row-major [examples, labels]. */
  readonly probabilities: ArrayLike<number>;
  /** 0 or 1 for each. */
  readonly targets: ArrayLike<number>;
  readonly labels: number;
}

/** The scores of a multi-label classifier. All shares lie in [0, 1]; NaN of no examples. */
export interface MultiLabelMetrics {
  readonly rows: number;
  /** The share of examples of which all labels are right. */
  readonly subsetAccuracy: number;
  /** The share of labels that are wrong. */
  readonly hammingLoss: number;
  /** F1 of all answers taken together. */
  readonly microF1: number;
  /** The plain mean of the labels' F1. */
  readonly macroF1: number;
  /** The mean over examples and labels of −log p(right answer), in nats. */
  readonly logLoss: number;
  /** The mean of the labels' ROC AUC, over those with both answers. Null where there is none. */
  readonly macroRocAuc: number | null;
  readonly perLabel: readonly (ClassScores & {
    readonly rocAuc: number | null;
    /** `confusion[target][predicted]`, each 0 or 1. */
    readonly confusion: readonly (readonly number[])[];
  })[];
}

/**
 * Scores a multi-label classifier; a label is predicted where its probability is at least ½. Values equal
 * scikit-learn's with `zero_division=0`.
 */
export function multiLabelMetrics(labellings: Labellings): MultiLabelMetrics {
  const { probabilities, targets, labels } = labellings;
  const rows = targets.length / labels;
  const perLabel = Array.from({ length: labels }, (_, label) => scoresOfLabel(labellings, label));
  const count = (target: number, predicted: number) =>
    perLabel.reduce((sum, { confusion }) => sum + confusion[target][predicted], 0);
  const known = perLabel.flatMap(({ rocAuc: area }) => (area === null ? [] : [area]));
  return {
    rows,
    subsetAccuracy: subsetAccuracy(labellings),
    hammingLoss: hammingLoss(probabilities, targets),
    microF1: ratio(2 * count(1, 1), 2 * count(1, 1) + count(0, 1) + count(1, 0)),
    macroF1: mean(perLabel.map(({ f1 }) => f1)),
    logLoss: logLoss(probabilities, targets),
    macroRocAuc: known.length === 0 ? null : mean(known),
    perLabel,
  };
}

function subsetAccuracy({ probabilities, targets, labels }: Labellings): number {
  const rows = targets.length / labels;
  const ofRow = (values: ArrayLike<number>, row: number) =>
    Array.from({ length: labels }, (_, label) => values[row * labels + label]);
  let right = 0;
  for (let row = 0; row < rows; row++)
    if (hammingLoss(ofRow(probabilities, row), ofRow(targets, row)) === 0) right++;
  return right / rows;
}

function logLoss(probabilities: ArrayLike<number>, targets: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < targets.length; i++) {
    sum += negativeLog(targets[i] === 1 ? probabilities[i] : 1 - probabilities[i]);
  }
  return sum / targets.length;
}

function scoresOfLabel(
  { probabilities, targets, labels }: Labellings,
  label: number,
): MultiLabelMetrics["perLabel"][number] {
  const rows = targets.length / labels;
  const confusion = [
    [0, 0],
    [0, 0],
  ];
  const scores = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    scores[row] = probabilities[row * labels + label];
    confusion[targets[row * labels + label]][scores[row] >= LABEL_THRESHOLD ? 1 : 0]++;
  }
  const area = rocAuc(scores, (row) => targets[row * labels + label] === 1);
  return { ...classScores(confusion)[1], rocAuc: area, confusion };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
