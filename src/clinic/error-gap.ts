import {
  type Interval,
  normalQuantile,
  proportionDifferenceInterval,
  wilsonInterval,
} from "../base/statistics.ts";
import type { Metrics, RunEvidence } from "./evidence.ts";
import type { EvidenceWith } from "./evidence-parts.ts";

/**
 * The kurtosis assumed of a regression's errors where their own is not given: that of a Laplace distribution,
 * so that the noise is rather over- than underestimated (a normal one has 3).
 */
const ASSUMED_KURTOSIS = 6;

/** The difference of two errors with its 95% interval by sampling. */
export interface ErrorGap extends Interval {
  readonly gap: number;
}

/**
 * Dev error minus train error, with an interval for the sampling noise of both parts: Newcombe's for error
 * rates, the normal one for root mean squared errors. Where training rows were held apart, they stand for
 * dev: they differ from the training rows only in not having been trained on.
 */
export function trainDevGap(evidence: EvidenceWith<"task" | "rows" | "train" | "dev">): ErrorGap {
  const { train, trainDev, rows } = evidence;
  return gapBetween(evidence, trainDev ?? { ...evidence.dev, rows: rows.dev }, {
    ...train,
    rows: scoredRows(evidence, "train"),
  });
}

/** Dev error minus the error on training rows that were held apart; undefined where there are none. */
export function mismatchGap(evidence: EvidenceWith<"task" | "rows" | "dev">): ErrorGap | undefined {
  const { dev, trainDev, rows } = evidence;
  return trainDev && gapBetween(evidence, { ...dev, rows: rows.dev }, trainDev);
}

type Part = Metrics & { readonly rows: number };

/**
 * Whether errors are shares of examples or of labels; else they are distances, as those of a regression are.
 */
export function errorIsShare({ task, errorName }: Pick<RunEvidence, "task" | "errorName">): boolean {
  return task !== "regression" && errorName === undefined;
}

function gapBetween(evidence: EvidenceWith<"task">, more: Part, less: Part): ErrorGap {
  const gap = more.error - less.error;
  if (errorIsShare(evidence)) {
    const interval = proportionDifferenceInterval(
      { share: more.error, count: more.rows },
      { share: less.error, count: less.rows },
    );
    return { gap, ...interval };
  }
  const margin = Math.hypot(errorMargin(more, more.rows), errorMargin(less, less.rows));
  return { gap, low: gap - margin, high: gap + margin };
}

/** The 95% interval of one part's error by sampling. */
export function errorInterval<P extends "train" | "dev">(
  evidence: EvidenceWith<"task" | "rows" | P>,
  part: P,
): Interval {
  const metrics: Metrics = evidence[part];
  const rows = scoredRows(evidence, part);
  if (errorIsShare(evidence)) return wilsonInterval(metrics.error, rows);
  const margin = errorMargin(metrics, rows);
  return { low: metrics.error - margin, high: metrics.error + margin };
}

function scoredRows({ rows }: EvidenceWith<"rows">, part: "train" | "dev"): number {
  return part === "train" ? (rows.scoredTrain ?? rows.train) : rows.dev;
}

/**
 * 1.96 standard errors of a root mean squared error: se(mse) = mse √((κ − 1) / n), and se(rmse) = se(mse) /
 * (2 rmse).
 */
function errorMargin(metrics: Metrics, rows: number): number {
  const standardError =
    metrics.standardError ?? (metrics.error * Math.sqrt((ASSUMED_KURTOSIS - 1) / rows)) / 2;
  return normalQuantile(0.975) * standardError;
}
