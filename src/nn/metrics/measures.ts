/**
 * How a metric's numbers are read: "share", of rows or labels, in [0, 1]; "score", at most 1; "nats";
 * "squares", of the target's units; "ratio", to the target; "cost", in the costs' units; "target", in the
 * target's units (of several values in standard deviations of each).
 */
export type MetricUnit = "share" | "score" | "nats" | "squares" | "ratio" | "cost" | "target";

/** The name of a metric that trainings and recipes are judged by, and how its numbers are read. */
export interface Measure {
  /** Its name among the metrics of scores. */
  readonly metric: string;
  /** Its name in sentences. */
  readonly title: string;
  readonly higherIsBetter: boolean;
  /** As of a metric; "deviations" of several values: in standard deviations of each. */
  readonly unit: MetricUnit | "deviations";
  /** Of several values, which may differ in units: the measure of each, of which this one is the mean. */
  readonly each?: string;
  /** The metric that is the loss of a part's scores; where it is left out, the square of the error. */
  readonly lossMetric?: "logLoss" | "pinball";
  /** The scale that treatments are verified by: a loss of each row, or the metric itself. */
  readonly verifiedBy: string;
}

const BRIER = "mean Brier score";
const SQUARES = "mean squared error (as a share of the variance)";
const PINBALL = "mean pinball loss (in standard deviations)";

/** The metrics that one can be judged by. Losses say by which; see `LossDefinition.judgedBy`. */
export type MeasureName =
  | "accuracy"
  | "hammingLoss"
  | "rmse"
  | "relativeRmse"
  | "pinball"
  | "relativePinball";

/** A measure that a loss says: its name stands after "dev." in histories. */
export interface UsualMeasure extends Measure {
  readonly metric: MeasureName;
  readonly each?: MeasureName;
}

/** The facts of each measure that a loss can say. */
export const MEASURES: Readonly<Record<MeasureName, UsualMeasure>> = {
  accuracy: {
    metric: "accuracy",
    title: "accuracy",
    higherIsBetter: true,
    unit: "share",
    lossMetric: "logLoss",
    verifiedBy: BRIER,
  },
  hammingLoss: {
    metric: "hammingLoss",
    title: "Hamming loss",
    higherIsBetter: false,
    unit: "share",
    lossMetric: "logLoss",
    verifiedBy: BRIER,
  },
  rmse: {
    metric: "rmse",
    title: "RMSE",
    higherIsBetter: false,
    unit: "target",
    verifiedBy: SQUARES,
  },
  relativeRmse: {
    metric: "relativeRmse",
    title: "relative RMSE",
    higherIsBetter: false,
    unit: "deviations",
    each: "rmse",
    verifiedBy: SQUARES,
  },
  pinball: {
    metric: "pinball",
    title: "pinball loss",
    higherIsBetter: false,
    unit: "target",
    lossMetric: "pinball",
    verifiedBy: PINBALL,
  },
  relativePinball: {
    metric: "relativePinball",
    title: "relative pinball loss",
    higherIsBetter: false,
    unit: "deviations",
    each: "pinball",
    lossMetric: "pinball",
    verifiedBy: PINBALL,
  },
};

/**
 * The error in the sense of bias and variance, of which less is better: a measure, or 1 − a share of right
 * answers.
 */
export function errorFrom(
  { metric, higherIsBetter }: Measure,
  metrics: Readonly<Record<string, number>>,
): number {
  return higherIsBetter ? 1 - metrics[metric] : metrics[metric];
}
