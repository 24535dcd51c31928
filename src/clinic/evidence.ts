import type { EncodedColumn } from "../data/prepare/preprocessing.ts";
import type { Task } from "../data/target/target.ts";
import type { Recipe } from "../recipe/schema.ts";
import type { HistoryRow } from "../run/history.ts";

/**
 * A feature of the network's input, or a channel of its arrays, after preprocessing, over the training part.
 */
export interface InputStatistics {
  readonly name: string;
  readonly mean: number;
  readonly std: number;
  readonly min: number;
  readonly max: number;
  /**
   * How long its tails are before scaling: the distance from the median to the 1st or 99th percentile over
   * that of the quartiles; left out where that says nothing.
   */
  readonly tail?: number;
  /** A value of the column that may stand for a missing one: far from all others, and often. */
  readonly sentinel?: { readonly value: number; readonly cells: number };
  /** Whether it is a channel of images or other arrays, and not a column of numbers. */
  readonly ofArray?: boolean;
}

/** The scores of one part of the data, with the weights that the run chose. */
export interface Metrics {
  readonly loss: number;
  /**
   * 1 − accuracy; of labels the share that is wrong; else the root mean squared error (of quantiles the
   * pinball loss) in the target's units, of several values the mean of theirs in standard deviations; of a
   * metric that was told that one, or 1 − it where more of it is better. Lower is better.
   */
  readonly error: number;
  /**
   * Standard error by sampling of an `error` that is no share of rows; estimated from the row count where it
   * is left out.
   */
  readonly standardError?: number;
  /** Of classes the share of rows that are right, whatever the error is. */
  readonly accuracy?: number;
  readonly perClassRecall?: readonly { readonly label: string; readonly recall: number }[];
}

/** How a training ended; epochs count from 1. */
export interface RunOutcome {
  readonly status: "finished" | "earlyStopping" | "diverged" | "interrupted";
  /** The epoch with the lowest dev loss. */
  readonly bestEpoch: number;
  /** The epochs that were trained. */
  readonly epochs: number;
}

/**
 * Everything that a diagnosis may look at, as plain data: what a run left, and what probes around it
 * measured. Each part may be missing, because runs of other programs tell less than ours; findings say which
 * ones they need.
 */
export interface RunEvidence {
  readonly recipe?: Recipe;
  readonly task?: Task;
  /** Outputs of the network: one a class, a label or a value (of quantiles, one each). */
  readonly outputs?: number;
  /**
   * The name of an error that is not what is usual for the task, the share of wrong answers or the RMSE:
   * "pinball loss", "1 − F1 of class "yes"". With it errors are distances, no shares of rows.
   */
  readonly errorName?: string;
  /** `scoredTrain`: how many of the training rows `train` was scored on, where not on all. */
  readonly rows?: {
    readonly train: number;
    readonly dev: number;
    readonly test?: number;
    readonly scoredTrain?: number;
  };
  readonly inputs?: readonly InputStatistics[];
  /** The columns of categories, of which there may be none. */
  readonly categories?: readonly EncodedColumn[];
  /** Of the training part. */
  readonly classCounts?: readonly { readonly label: string; readonly count: number }[];
  /** How many rows of the training part have each label, where several are learnt. */
  readonly labelCounts?: readonly { readonly label: string; readonly count: number }[];
  /** Of values to learn, as the loss sees them: the lowest and the highest of the training part. */
  readonly targetRange?: { readonly low: number; readonly high: number };
  /**
   * Rows of kind "epoch" hold `train.loss`, `dev.loss`, `dev.accuracy`, `dev.hammingLoss`, `dev.rmse` or
   * `dev.pinball`, and `learningRate`; rows of kind "probe" hold `loss` and `LAYER.STATISTIC` (see
   * `probeStatistics`).
   */
  readonly history?: readonly HistoryRow[];
  readonly train?: Metrics;
  readonly dev?: Metrics;
  /**
   * Of training rows that were held apart: what is above it in the dev error is not variance but a mismatch.
   */
  readonly trainDev?: Metrics & { readonly rows: number };
  /**
   * The dev error of a simple model (logistic or ridge regression): what a network must beat; with its recipe
   * it can take the network's place.
   */
  readonly floor?: { readonly name: string; readonly error: number; readonly recipe?: Recipe };
  /** The error that is known to be reachable; without it bias cannot be told from noise in the labels. */
  readonly bound?: { readonly error: number; readonly source: "human" | "stated" };
  /** Whether a larger network could fit the training part, and what training error it reached. */
  readonly capacity?: { readonly fits: boolean; readonly trainError: number; readonly units: number };
  /** Where it is missing, a diagnosis takes what the epochs' dev losses tell of it. */
  readonly outcome?: RunOutcome;
}
