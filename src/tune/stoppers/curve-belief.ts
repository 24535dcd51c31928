import { median, quantile } from "../../base/statistics.ts";
import type { CurvePoint } from "../../run/study.ts";
import { type CurveBelief, forecastOf, momentsOf } from "./curve-forecast.ts";

/**
 * So many trials without any preference among the parts of the ensemble stand beside those that were seen.
 */
const INDIFFERENT_TRIALS = 2;

/** So many standard deviations hold nine of ten values that are normally distributed. */
const NINETIETH = 1.645;

/** So many complete curves teach; more would cost time and change little. */
const MOST_TEACHERS = 16;

/** A belief learned from complete curves. */
export function beliefFrom(
  curves: readonly (readonly CurvePoint[])[],
  { lastStep }: { lastStep: number },
): CurveBelief {
  const finals = curves.map((points) => points.at(-1)!.value);
  const gains = curves.map((points, index) => points[0].value - finals[index]);
  const values = curves.flatMap((points) => points.map(({ value }) => value));
  const center = median(finals);
  const scale = spreadOf(values) || Math.abs(center) || 1;
  const unsure: CurveBelief = {
    lastStep,
    center,
    scale,
    final: { mean: 0, variance: Math.max(1, (3 * spreadOf(finals)) / scale) ** 2 },
    gain: { mean: median(gains) / scale, variance: Math.max(1, (3 * spreadOf(gains)) / scale) ** 2 },
  };
  return { ...unsure, logPrior: learnedPrior(teachersAmong(curves), unsure) };
}

/**
 * How much wider forecasts at a step must be, at least 1: by the complete curves, whose ends are known, the
 * most surprising tenth of them counted as such (a conformal correction).
 */
export function caution(
  curves: readonly (readonly CurvePoint[])[],
  { belief, step }: { belief: CurveBelief; step: number },
): number {
  const surprises = teachersAmong(curves).flatMap((points) => {
    const seen = points.filter((point) => point.step <= step);
    if (seen.length === 0) return [];
    const { mean, deviation } = momentsOf(forecastOf(seen, belief));
    return [Math.abs(points.at(-1)!.value - mean) / deviation];
  });
  return surprises.length === 0 ? 1 : Math.max(1, quantile(surprises, 0.9) / NINETIETH);
}

/** Every n-th, so that early and late trials teach alike. */
function teachersAmong<T>(curves: readonly T[]): T[] {
  const stride = Math.ceil(curves.length / MOST_TEACHERS);
  return curves.filter((_, index) => index % stride === 0);
}

/** Each part's mean weight over the curves, with a little for what was not yet seen. */
function learnedPrior(curves: readonly (readonly CurvePoint[])[], belief: CurveBelief): Float64Array {
  const posteriors = curves.map((points) => forecastOf(points, belief).weights);
  const parts = posteriors[0].length;
  const sums = new Float64Array(parts).fill(INDIFFERENT_TRIALS / parts);
  for (const weights of posteriors) for (let i = 0; i < parts; i++) sums[i] += weights[i];
  return sums.map((sum) => Math.log(sum / (INDIFFERENT_TRIALS + curves.length)));
}

/** The standard deviation as the median distance from the median tells it, which few outliers leave alone. */
function spreadOf(values: readonly number[]): number {
  const middle = median(values);
  return 1.4826 * median(values.map((value) => Math.abs(value - middle)));
}
