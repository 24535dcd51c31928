import { largestOf } from "../base/lists.ts";
import { scoreText } from "../base/score-text.ts";
import { mean, normalQuantile, variance } from "../base/statistics.ts";
import { type ChosenMetric, chooseMetric } from "../nn/judging/chosen-metric.ts";
import { leastCostClasses } from "../nn/judging/costs.ts";
import { type JudgedTarget, measureOf } from "./judged-target.ts";
import type { Prepared } from "./prepare/prepare.ts";
import { judgeRows } from "./scores/judge-rows.ts";
import type { RowPredictions } from "./scores/row-predictions.ts";
import { lossPerRow, scoresOf } from "./scores/scores.ts";
import { targetVariances } from "./scores/value-scores.ts";

/** Predicting the same for every row, beside what the network does. */
export interface NaiveComparison {
  readonly part: "dev" | "test";
  /** The prediction that is always made, such as 'always "no"' or "always the mean". */
  readonly prediction: string;
  /** Of classes the share of the part's rows that are of the class always predicted. */
  readonly share?: number;
  readonly metric: string;
  /** Its score by that metric, and the network's. */
  readonly score: number;
  readonly networkScore: number;
  /** Whether the network is better beyond the noise of the part's rows. */
  readonly isBeaten: boolean;
  /** All of it in one sentence. */
  readonly text: string;
}

/** A network must be better at this one-sided level, over the rows of the part. */
const CONFIDENCE = 0.95;

/**
 * Compares predictions with always the same one, fitted on the training rows: of classes the largest (where
 * errors have costs, the one of least expected cost), of labels the more frequent answer of each, of numbers
 * the mean (of quantiles the quantile); row by row, by the metric that trainings are judged by.
 */
export function compareNaive(
  { target, split: { train } }: Pick<Prepared, "target" | "split">,
  predictions: RowPredictions,
  part: "dev" | "test",
): NaiveComparison | null {
  const { rows } = predictions;
  if (rows.length === 0 || train.length === 0) return null;
  const { row, says, code } = constantPrediction(target, train);
  const naive: RowPredictions = {
    rows,
    prediction: Float32Array.from(
      { length: rows.length * row.length },
      (_, index) => row[index % row.length],
    ),
    isCalibrated: true,
  };
  const metric = measureOf(target);
  const score = scoresOf(target, naive).metrics[metric.metric];
  const networkScore = scoresOf(target, predictions).metrics[metric.metric];
  const isBeaten = isBetter(lossesOf(target, predictions), lossesOf(target, naive));
  const share =
    code === undefined || target.task !== "classification"
      ? undefined
      : rows.reduce((sum, each) => sum + Number(target.codes[each] === code), 0) / rows.length;
  const result = {
    part,
    prediction: says,
    ...(share === undefined ? {} : { share }),
    metric: metric.metric,
    score,
    networkScore,
    isBeaten,
  };
  return { ...result, text: textOf(result, target) };
}

/** One row's prediction, in words, and the class where it is one. */
function constantPrediction(
  target: JudgedTarget,
  train: Int32Array,
): { row: ArrayLike<number>; says: string; code?: number } {
  if (target.task === "classification") {
    const rates = target.classes.map((_, code) => shareOf(train, (row) => target.codes[row] === code));
    const code = target.costs ? leastCostClasses(rates, target.costs)[0] : rates.indexOf(largestOf(rates));
    return { row: rates, says: `always "${target.classes[code]}"`, code };
  }
  const width = target.columns.length;
  if (target.task === "multiLabel") {
    const rates = target.labels.map((_, place) =>
      shareOf(train, (row) => target.truth[row * width + place] === 1),
    );
    return { row: rates, says: "always the more frequent answer of each label" };
  }
  const { values, quantiles } = target;
  const columns = target.columns.map((_, place) =>
    Float64Array.from(train, (row) => values[row * width + place]),
  );
  if (quantiles === undefined) return { row: columns.map(mean), says: "always the mean" };
  const sorted = columns.map((column) => column.sort());
  const row = sorted.flatMap((column) =>
    quantiles.map((share) => column[Math.min(column.length - 1, Math.floor(share * column.length))]),
  );
  return { row, says: "always the quantile" };
}

function shareOf(rows: Int32Array, is: (row: number) => boolean): number {
  return rows.reduce((sum, row) => sum + Number(is(row)), 0) / rows.length;
}

/** The loss of each row by the metric that counts, told or usual. */
function lossesOf(target: JudgedTarget, predictions: RowPredictions): Float64Array {
  const metric = target.chosen ?? usualMetric(target);
  if (metric) return judgeRows(target, metric, predictions).losses();
  return lossPerRow(
    target,
    predictions,
    target.task === "regression" ? targetVariances(target, target.rows) : [],
  );
}

/** The metric that is usual for a target, where it is one that can be told: of quantiles it is not. */
function usualMetric(target: JudgedTarget): ChosenMetric | undefined {
  if (target.task === "classification") return chooseMetric("accuracy", { kind: "classes", names: [] });
  if (target.task === "multiLabel") return chooseMetric("hamming-loss", { kind: "labels", names: [] });
  return target.quantiles ? undefined : chooseMetric("rmse", { kind: "values", names: [] });
}

function isBetter(network: Float64Array, naive: Float64Array): boolean {
  const gains = naive.map((loss, row) => loss - network[row]);
  const gain = mean(gains);
  const noise = gains.length < 2 ? Number.POSITIVE_INFINITY : Math.sqrt(variance(gains) / gains.length);
  return gain > 0 && gain > normalQuantile(CONFIDENCE) * noise;
}

function textOf(
  { part, prediction, share, score, isBeaten }: Omit<NaiveComparison, "text">,
  target: JudgedTarget,
): string {
  const { title, unit } = measureOf(target);
  const shown = Number.isFinite(score) ? scoreText(score, unit) : "not defined";
  const what = prediction.replace("always ", "");
  const largest =
    share === undefined
      ? ""
      : ` (the ${target.costs ? "cheapest" : "largest"} class, ${Number((100 * share).toFixed(1))}%)`;
  const spokenVerdict = target.task === "regression" ? `always predicting ${what}` : prediction;
  const verdict = isBeaten ? "" : `; the network is no better than ${spokenVerdict}`;
  const spoken = target.task === "regression" ? "Always predicting" : "Always";
  return `${spoken} ${what}${largest} has ${title} ${shown} on the ${part} rows${verdict}.`;
}
