import { choleskyInPlace, inverseOf, solveLower, solveUpper } from "../../base/cholesky.ts";
import { minimize } from "../../base/minimize.ts";
import type { Differences } from "./pair-differences.ts";

/** The numbers that make a Gaussian process, beside its data. */
export interface Hyperparameters {
  /** The inverse squared lengthscale of each feature. */
  readonly weights: Float64Array;
  /** The variance of the function. */
  readonly scale: number;
  /** The variance of the noise, the same for every trial. */
  readonly noise: number;
}

/** Data to fit to. */
export interface FitData {
  readonly differences: Differences;
  /** Standardized. */
  readonly targets: Float64Array;
  /** The variance of each target where it is told, beside the noise that is estimated. */
  readonly known?: Float64Array;
}

/** How a fit ended. */
export interface Fit {
  readonly hyperparameters: Hyperparameters;
  /** The logarithm of the posterior density of the hyperparameters, without its constant. */
  readonly evidence: number;
}

const LOW = { weight: Math.log(1e-4), scale: Math.log(1e-2), noise: Math.log(1e-8) };
const HIGH = { weight: Math.log(1e4), scale: Math.log(1e4), noise: Math.log(1) };

/** The priors of the logarithms: of lengthscales around √features / 2, of the scale and the noise. */
const LENGTH_SPREAD = 1.2;
const SCALE = { mean: 0.5, spread: 1.5 };
const NOISE = { mean: -9, spread: 3 };

/** Steps of a fit; most fits end before. */
const STEPS = 40;

/**
 * The hyperparameters of the greatest posterior density, by L-BFGS over their logarithms with analytic
 * gradients. Priors are log-normal: lengthscales around √features/2, so that more dimensions do not mean
 * more variation (Hvarfner et al., Vanilla Bayesian Optimization Performs Great in High Dimensions, 2024);
 * little noise.
 * The search begins at the priors' middle, never at an earlier fit, so that a fit is a function of its data.
 */
export function fitHyperparameters(data: FitData): Fit {
  const { features, rows } = data.differences;
  const spare = spaceFor(rows);
  const bounds = (side: typeof LOW) => [
    ...new Array<number>(features).fill(side.weight),
    side.scale,
    side.noise,
  ];
  const { x, value } = minimize((place, gradient) => negativeEvidence(data, { x: place, gradient, spare }), {
    start: guess(features),
    low: bounds(LOW),
    high: bounds(HIGH),
    steps: STEPS,
    tolerance: 1e-2,
    progress: 1e-5,
  });
  const hyperparameters = {
    weights: x.slice(0, features).map(Math.exp),
    scale: Math.exp(x[features]),
    noise: Math.exp(x[features + 1]),
  };
  return { hyperparameters, evidence: -value };
}

function meanLength(features: number): number {
  return 0.5 * Math.log(features) - Math.log(2);
}

function guess(features: number): number[] {
  return [...new Array<number>(features).fill(-2 * meanLength(features)), 0, Math.log(1e-4)];
}

/** Memory that the evaluations of one fit share. */
export interface Spare {
  readonly lower: Float64Array;
  readonly kernel: Float64Array;
  readonly slopes: Float64Array;
  readonly inverse: readonly [Float64Array, Float64Array];
}

/** Memory for fits to so many rows. */
export function spaceFor(rows: number): Spare {
  const matrix = () => new Float64Array(rows * rows);
  return { lower: matrix(), kernel: matrix(), slopes: matrix(), inverse: [matrix(), matrix()] };
}

/** −log p(targets | x) − log p(x), and its gradient by x, the logarithms of the hyperparameters. */
export function negativeEvidence(
  data: FitData,
  { x, gradient, spare }: { x: Float64Array; gradient: Float64Array; spare: Spare },
): number {
  const { differences, targets, known } = data;
  const { rows, features, squared } = differences;
  const { lower, kernel, slopes } = spare;
  const weights = x.slice(0, features).map(Math.exp);
  const [scale, noise] = [Math.exp(x[features]), Math.exp(x[features + 1])];
  let pair = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < i; j++, pair++) {
      let distance = 0;
      const at = pair * features;
      for (let k = 0; k < features; k++) distance += weights[k] * squared[at + k];
      const r = Math.sqrt(5 * distance);
      const decay = scale * Math.exp(-r);
      lower[i * rows + j] = kernel[i * rows + j] = (1 + r + (r * r) / 3) * decay;
      slopes[pair] = (-5 / 6) * (1 + r) * decay;
    }
    lower[i * rows + i] = scale + noise + (known?.[i] ?? 0);
  }
  gradient.fill(0);
  if (!choleskyInPlace(lower, rows)) return Number.POSITIVE_INFINITY;
  const alpha = solveUpper(lower, solveLower(lower, targets));
  const inverse = inverseOf(lower, rows, spare.inverse);
  let value = 0;
  for (let i = 0; i < rows; i++) value += 0.5 * targets[i] * alpha[i] + Math.log(lower[i * rows + i]);
  pair = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < i; j++, pair++) {
      const outer = inverse[i * rows + j] - alpha[i] * alpha[j];
      gradient[features] += outer * kernel[i * rows + j];
      const slope = outer * slopes[pair];
      const at = pair * features;
      for (let k = 0; k < features; k++) gradient[k] += slope * squared[at + k];
    }
    const outer = 0.5 * (inverse[i * rows + i] - alpha[i] ** 2);
    gradient[features] += outer * scale;
    gradient[features + 1] += outer * noise;
  }
  for (let k = 0; k < features; k++) gradient[k] *= weights[k];
  return value + addPriors(x, gradient, features);
}

/** −log p of the priors, whose gradient is added. */
function addPriors(x: Float64Array, gradient: Float64Array, features: number): number {
  let value = 0;
  const add = (index: number, mean: number, spread: number) => {
    const away = (x[index] - mean) / spread;
    value += 0.5 * away * away;
    gradient[index] += away / spread;
  };
  // Of log weights: −2 times the log lengthscale.
  for (let k = 0; k < features; k++) add(k, -2 * meanLength(features), 2 * LENGTH_SPREAD);
  add(features, SCALE.mean, SCALE.spread);
  add(features + 1, NOISE.mean, NOISE.spread);
  return value;
}
