import { largestOf } from "../../base/lists.ts";
import { randomKey, uniform } from "../../base/random.ts";
import { quantile } from "../../base/statistics.ts";

/** How much the sum of all objectives counts beside the worst. */
const AUGMENTATION = 0.05;

/**
 * Several objectives as one, by random weights: the largest of the weighted objectives, and a little of their
 * sum. Every weight has its own best point on the Pareto front, so that another weight for every trial finds
 * them all. Objectives are measured from their least value in units of their range without the worst tenth.
 *
 * Knowles, ParEGO: A Hybrid Algorithm with On-Line Landscape Approximation, 2006
 *
 * @param values of each trial, to be minimized.
 * @param key of the weights.
 */
export function scalarize(values: readonly (readonly number[])[], key: number): Float64Array {
  const objectives = values[0].length;
  const exponentials = Array.from(
    { length: objectives },
    (_, k) => -Math.log(1 - uniform(randomKey(key, k), 0)),
  );
  const total = exponentials.reduce((sum, value) => sum + value, 0) || 1;
  const columns = exponentials.map((exponential, k) => {
    const column = values.map((row) => row[k]);
    const least = quantile(column, 0);
    return { weight: exponential / total, least, range: quantile(column, 0.9) - least || 1 };
  });
  return Float64Array.from(values, (row) => {
    const weighted = columns.map(({ weight, least, range }, k) => (weight * (row[k] - least)) / range);
    return largestOf(weighted) + AUGMENTATION * weighted.reduce((sum, value) => sum + value, 0);
  });
}
