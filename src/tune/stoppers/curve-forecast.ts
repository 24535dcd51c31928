import { normalCdf } from "../../base/statistics.ts";
import type { CurvePoint } from "../../run/study.ts";
import { type CurveEvidence, evidenceOf, type ShapeEvidence, thinned } from "./curve-evidence.ts";

/** How much single values scatter, as shares of the scale. */
const NOISES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3];

/** The belief about a curve before its points are seen. */
export interface CurveBelief {
  readonly lastStep: number;
  /** Values are divided by it, after `center` was taken away. */
  readonly scale: number;
  readonly center: number;
  /** The mean and variance of the last value and of the way to it from the first, scaled. */
  readonly final: { readonly mean: number; readonly variance: number };
  readonly gain: { readonly mean: number; readonly variance: number };
  /** The logarithm of each part's prior probability; left out where all are equal. */
  readonly logPrior?: Float64Array;
}

/** A mixture of normal distributions: the value that a curve will have at its last step. */
export interface CurveForecast {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Forecasts a curve's last value by a weighted ensemble of shapes, wanderings and noises, each a linear model
 * with a normal prior, whose evidence and prediction are closed forms.
 *
 * @param points at least one, with finite values.
 */
export function forecastOf(points: readonly CurvePoint[], belief: CurveBelief): CurveForecast {
  const scaled = thinned(points).map(({ step, value }) => ({
    step,
    value: (value - belief.center) / belief.scale,
  }));
  const evidence = evidenceOf(scaled, belief.lastStep);
  const count = evidence.length * evidence[0].shapes.length * NOISES.length;
  const means = new Float64Array(count);
  const deviations = new Float64Array(count);
  const logWeights = new Float64Array(count);
  let at = 0;
  for (const each of evidence)
    for (const shape of each.shapes)
      for (const noise of NOISES) {
        const part = partOf(shape, { evidence: each, noise: noise * noise, belief });
        means[at] = part.mean * belief.scale + belief.center;
        deviations[at] = Math.sqrt(part.variance) * belief.scale;
        logWeights[at] = part.logEvidence + (belief.logPrior?.[at] ?? 0);
        at++;
      }
  return { means, deviations, weights: normalized(logWeights) };
}

/** P(the last value < value). */
export function chanceBelow({ means, deviations, weights }: CurveForecast, value: number): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++)
    if (weights[i] > 1e-9) sum += weights[i] * normalCdf((value - means[i]) / deviations[i]);
  return sum;
}

/** The mean and the standard deviation of a forecast. */
export function momentsOf({ means, deviations, weights }: CurveForecast): {
  mean: number;
  deviation: number;
} {
  let mean = 0;
  for (let i = 0; i < weights.length; i++) mean += weights[i] * means[i];
  let variance = 0;
  for (let i = 0; i < weights.length; i++)
    variance += weights[i] * (deviations[i] ** 2 + (means[i] - mean) ** 2);
  return { mean, deviation: Math.sqrt(variance) };
}

/** The posterior of (last value, gain) of one part, and its prediction of the value at the last step. */
function partOf(
  shape: ShapeEvidence,
  { evidence, noise, belief }: { evidence: CurveEvidence; noise: number; belief: CurveBelief },
) {
  const { final, gain } = belief;
  const p11 = evidence.oneOne / noise + 1 / final.variance;
  const p12 = shape.oneShape / noise;
  const p22 = shape.shapeShape / noise + 1 / gain.variance;
  const r1 = evidence.oneValue / noise + final.mean / final.variance;
  const r2 = shape.shapeValue / noise + gain.mean / gain.variance;
  const determinant = p11 * p22 - p12 * p12;
  const last = (p22 * r1 - p12 * r2) / determinant;
  const way = (p11 * r2 - p12 * r1) / determinant;
  const x1 = 1 - evidence.endOne;
  const x2 = -shape.endShape;
  const prior = final.mean ** 2 / final.variance + gain.mean ** 2 / gain.variance;
  const rest = evidence.valueValue / noise + prior - r1 * last - r2 * way;
  const coefficients = (x1 * x1 * p22 - 2 * x1 * x2 * p12 + x2 * x2 * p11) / determinant;
  const volume = determinant * final.variance * gain.variance;
  return {
    mean: x1 * last + x2 * way + evidence.endValue,
    variance: noise * evidence.left + coefficients,
    logEvidence:
      -0.5 * (evidence.count * Math.log(noise) + evidence.logDeterminant + Math.log(volume) + rest),
  };
}

function normalized(logWeights: Float64Array): Float64Array {
  const largest = logWeights.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const weights = logWeights.map((value) => Math.exp(value - largest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
