import { smallestOf } from "../../base/lists.ts";
import { mean } from "../../base/statistics.ts";
import type { ValueTarget } from "../../data/target/task.ts";
import { coverage, pinballLoss, shareBelow } from "../../nn/metrics/pinball.ts";
import { regressionMetrics } from "../../nn/metrics/regression.ts";
import type { JudgedTarget } from "../judged-target.ts";
import type { PartScores } from "./part-scores.ts";
import type { RowPredictions } from "./row-predictions.ts";

/**
 * The scores of predicted values: RMSE, MAE and R² of each column, and their means (R² over the columns that
 * vary). Of quantiles, those of the one nearest to the median, before them the mean pinball loss, and the
 * coverage between the lowest and the highest. Of several columns, which may have different units, first the
 * mean of their RMSEs (of quantiles, of their pinball losses), each in standard deviations of its column over
 * all rows: "relativeRmse", "relativePinball".
 */
export function scoresOfValues(target: JudgedValues, { rows, prediction }: RowPredictions): PartScores {
  const { columns, quantiles } = target;
  const width = columns.length;
  const count = quantiles?.length ?? 1;
  const predicted = (place: number, index: number) =>
    Float64Array.from(rows, (_, row) => prediction[row * width * count + place * count + index]);
  const wanted = columns.map((_, place) =>
    Float64Array.from(rows, (row) => target.values[row * width + place]),
  );
  const middle = quantiles ? middleOf(quantiles) : 0;
  const perValue = columns.map(({ name }, place) => {
    const targets = wanted[place];
    const { rmse, mae, r2 } = regressionMetrics({ predictions: predicted(place, middle), targets });
    const metrics = { rmse, mae, ...(r2 === null ? {} : { r2 }) };
    if (quantiles === undefined) return { column: name, metrics };
    const losses = quantiles.map((share, index) => pinballLoss(predicted(place, index), targets, share));
    const bounds = { low: predicted(place, 0), high: predicted(place, count - 1) };
    return {
      column: name,
      metrics: {
        pinball: mean(losses),
        ...(count > 1 ? { coverage: coverage(bounds, targets) } : {}),
        ...metrics,
      },
    };
  });
  return {
    rows: rows.length,
    metrics: {
      ...(width > 1 ? relativeError(target, perValue) : {}),
      ...meanMetrics(perValue.map(({ metrics }) => metrics)),
    },
    ...(width > 1 ? { perValue } : {}),
    ...(quantiles
      ? {
          perQuantile: quantiles.map((quantile, index) => ({
            quantile,
            below: mean(wanted.map((targets, place) => shareBelow(predicted(place, index), targets))),
            pinball: mean(
              wanted.map((targets, place) => pinballLoss(predicted(place, index), targets, quantile)),
            ),
          })),
        }
      : {}),
  };
}

type JudgedValues = Extract<JudgedTarget, ValueTarget>;

/** Of several columns, the mean of what each is judged by, in standard deviations. */
function relativeError(
  target: JudgedValues,
  perValue: readonly { readonly metrics: Readonly<Record<string, number>> }[],
): Record<string, number> {
  const { metric, each = metric } = target.usual;
  const variances = targetVariances(target, target.rows);
  const relative = perValue.map(({ metrics }, place) => metrics[each] / Math.sqrt(variances[place]));
  return { [metric]: mean(relative) };
}

/** The variance of each value over some rows; 1 where it does not vary. */
export function targetVariances(target: ValueTarget, rows: Int32Array): number[] {
  const width = target.columns.length;
  return target.columns.map((_, place) => {
    const values = Float64Array.from(rows, (row) => target.values[row * width + place]);
    const center = mean(values);
    const variance = values.reduce((sum, value) => sum + (value - center) ** 2, 0) / values.length;
    return variance > 0 ? variance : 1;
  });
}

/** The place of the quantile nearest to the median. */
export function middleOf(quantiles: readonly number[]): number {
  const distances = quantiles.map((quantile) => Math.abs(quantile - 0.5));
  return distances.indexOf(smallestOf(distances));
}

/** The mean of each metric over those that have it. */
export function meanMetrics(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const names = [...new Set(all.flatMap((metrics) => Object.keys(metrics)))];
  return Object.fromEntries(
    names.map((name) => [name, mean(all.flatMap((metrics) => (name in metrics ? [metrics[name]] : [])))]),
  );
}
