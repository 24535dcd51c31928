/** The name of a metric that trainings and recipes are judged by, and how its numbers are read. */
export interface Measure {
  /** Its name among the metrics of scores, and after "dev." in histories. */
  readonly metric: MeasureName;
  /** Its name in sentences. */
  readonly title: string;
  readonly higherIsBetter: boolean;
  /**
   * "share": of examples or labels, in [0, 1]; "target": in the target's own units; "deviations": in standard
   * deviations of each value.
   */
  readonly unit: "share" | "target" | "deviations";
  /** Of several values, which may differ in units: the measure of each, of which this one is the mean. */
  readonly each?: MeasureName;
  /** The metric that is the loss of a part's scores; where it is left out, the square of the error. */
  readonly lossMetric?: "logLoss" | "pinball";
  /** The loss of each row by which treatments are verified; less of it is better. */
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

/** The facts of each measure. */
export const MEASURES: Readonly<Record<MeasureName, Measure>> = {
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
