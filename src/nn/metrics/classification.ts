import { type ClassScores, classScores, confusionMatrix } from "./confusion.ts";
import { predictedClasses } from "./decisions.ts";
import { negativeLog } from "./negative-log.ts";
import { rocAuc } from "./roc-auc.ts";

/** A classifier's probabilities for some examples, beside the right classes. */
export interface Classifications {
  /** Row-major [examples, classes]; each row sums to one. */
  readonly probabilities: ArrayLike<number>;
  /** Class numbers from 0. */
  readonly targets: ArrayLike<number>;
  /** The number of classes, at least two. */
  readonly classes: number;
  /** The classes decided for, where those are not the most probable ones. */
  readonly predicted?: ArrayLike<number>;
}

/** The scores of a classifier. All shares lie in [0, 1]; NaN of no examples. */
export interface ClassificationMetrics {
  readonly rows: number;
  /** The share of examples whose most probable class is the right one. */
  readonly accuracy: number;
  /** The mean of −log p(right class), in nats. */
  readonly logLoss: number;
  /** Plain means over the classes. */
  readonly macroPrecision: number;
  readonly macroRecall: number;
  readonly macroF1: number;
  /**
   * For two classes that of class 1; else the mean of each class against the rest, over those with both kinds
   * of examples. Null where there is none.
   */
  readonly rocAuc: number | null;
  readonly perClass: readonly (ClassScores & { readonly rocAuc: number | null })[];
  /** `confusion[target][predicted]`. */
  readonly confusion: readonly (readonly number[])[];
}

/**
 * Scores a classifier: accuracy, precision, recall, F1, ROC AUC, log loss and the confusion matrix. Values
 * equal scikit-learn's, with `average="macro"` and `zero_division=0`; of equal probabilities the first class
 * is taken.
 */
export function classificationMetrics(classifications: Classifications): ClassificationMetrics {
  const { targets, classes } = classifications;
  const predicted = classifications.predicted ?? predictedClasses(classifications);
  const confusion = confusionMatrix(predicted, targets, { classes });
  const scores = classScores(confusion);
  const areas = scores.map((_, label) =>
    rocAuc(column(classifications, label), (row) => targets[row] === label),
  );
  const right = confusion.reduce((sum, row, label) => sum + row[label], 0);
  return {
    rows: targets.length,
    accuracy: right / targets.length,
    logLoss: logLoss(classifications),
    macroPrecision: mean(scores.map((score) => score.precision)),
    macroRecall: mean(scores.map((score) => score.recall)),
    macroF1: mean(scores.map((score) => score.f1)),
    rocAuc: classes === 2 ? areas[1] : meanOfKnown(areas),
    perClass: scores.map((score, label) => ({ ...score, rocAuc: areas[label] })),
    confusion,
  };
}

/** The mean of −log p(right class), in nats; probabilities count as at least 2.2e-16. */
export function logLoss({ probabilities, targets, classes }: Classifications): number {
  let sum = 0;
  for (let row = 0; row < targets.length; row++) {
    sum += negativeLog(probabilities[row * classes + targets[row]]);
  }
  return sum / targets.length;
}

function column({ probabilities, classes }: Classifications, label: number): Float64Array {
  return Float64Array.from(
    { length: probabilities.length / classes },
    (_, row) => probabilities[row * classes + label],
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function meanOfKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : mean(known);
}
