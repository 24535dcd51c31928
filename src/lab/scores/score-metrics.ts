import type { PartScores } from "./part-scores.ts";

/** The names under which scores have metrics of all classes, labels or values. */
export const SCORE_NAMES = [
  "accuracy",
  "balancedAccuracy",
  "precision",
  "recall",
  "f1",
  "macroPrecision",
  "macroRecall",
  "macroF1",
  "microF1",
  "mcc",
  "kappa",
  "rocAuc",
  "macroRocAuc",
  "averagePrecision",
  "logLoss",
  "brier",
  "cost",
  "hammingLoss",
  "subsetAccuracy",
  "rmse",
  "relativeRmse",
  "mse",
  "mae",
  "mape",
  "r2",
  "pinball",
  "relativePinball",
  "coverage",
] as const;

/** A name among {@link SCORE_NAMES}. */
export type ScoreName = (typeof SCORE_NAMES)[number];

/**
 * Metrics by name, the one that counts first. Which are there follows from the target: of classes such as
 * `accuracy` and `logLoss`, of labels `hammingLoss`, of values `rmse` and `r2`. A metric that was chosen of
 * one class has that in its name: `metrics["recall:yes"]`.
 */
export interface ScoreMetrics extends Readonly<Partial<Record<ScoreName, number>>> {
  readonly [name: string]: number | undefined;
}

/** Scores on one part of the data, with the metrics' names known. */
export type Scores = PartScores<ScoreMetrics>;
