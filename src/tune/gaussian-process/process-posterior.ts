import { choleskyInPlace, inverseOf, solveLower, solveUpper } from "../../base/cholesky.ts";
import type { Hyperparameters } from "./fit-process.ts";
import { matern, maternSlope } from "./matern-kernel.ts";
import { type Feature, squaredDifference } from "./space-features.ts";

/** The expectation of a process at a place. */
export interface Expectation {
  readonly mean: number;
  /** The standard deviation of the function there, noise left out. */
  readonly deviation: number;
}

/** A Gaussian process that has seen data. */
export class Posterior {
  readonly #nominal: boolean[];
  readonly #rows: readonly Float64Array[];
  readonly #hyper: Hyperparameters;
  readonly #lower: Float64Array;
  readonly #alpha: Float64Array;
  #inverse: Float64Array | undefined;
  readonly #covariance: Float64Array;
  readonly #slopes: Float64Array;

  /** @param known the variance of each target where it is told, beside the noise. */
  constructor(
    features: readonly Feature[],
    data: { rows: readonly Float64Array[]; targets: Float64Array; known?: Float64Array },
    hyperparameters: Hyperparameters,
  ) {
    this.#nominal = features.map(({ kind }) => kind === "nominal");
    this.#rows = data.rows;
    this.#hyper = hyperparameters;
    const size = data.rows.length;
    this.#covariance = new Float64Array(size);
    this.#slopes = new Float64Array(size);
    this.#lower = this.#factor(data.known);
    this.#alpha = solveUpper(this.#lower, solveLower(this.#lower, data.targets));
  }

  #factor(known: Float64Array | undefined): Float64Array {
    const size = this.#rows.length;
    const { scale, noise } = this.#hyper;
    for (let extra = 0; ; extra = extra === 0 ? 1e-8 * scale : 10 * extra) {
      const matrix = new Float64Array(size * size);
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < i; j++)
          matrix[i * size + j] = scale * matern(this.#distance(this.#rows[i], this.#rows[j]));
        matrix[i * size + i] = scale + noise + extra + (known?.[i] ?? 0);
      }
      if (choleskyInPlace(matrix, size)) return matrix;
    }
  }

  #distance(a: Float64Array, b: Float64Array): number {
    const { weights } = this.#hyper;
    let sum = 0;
    for (let k = 0; k < weights.length; k++)
      sum += weights[k] * squaredDifference(this.#nominal[k], a[k], b[k]);
    return sum;
  }

  /** Mean and deviation at a place. */
  at(row: Float64Array): Expectation {
    const { scale } = this.#hyper;
    const covariance = this.#covariance;
    let mean = 0;
    for (let i = 0; i < covariance.length; i++) {
      covariance[i] = scale * matern(this.#distance(row, this.#rows[i]));
      mean += covariance[i] * this.#alpha[i];
    }
    const solved = solveLower(this.#lower, covariance, this.#slopes);
    let explained = 0;
    for (let i = 0; i < solved.length; i++) explained += solved[i] * solved[i];
    return { mean, deviation: Math.sqrt(Math.max(1e-14 * scale, scale - explained)) };
  }

  /** As {@link at}, with the gradients of both by the place; those of features that are not numbers are 0. */
  withGradient(row: Float64Array, gradients: { mean: Float64Array; deviation: Float64Array }): Expectation {
    const { scale, weights } = this.#hyper;
    const [covariance, slopes, alpha] = [this.#covariance, this.#slopes, this.#alpha];
    const size = covariance.length;
    this.#inverse ??= inverseOf(this.#lower, size);
    let mean = 0;
    for (let i = 0; i < size; i++) {
      const distance = this.#distance(row, this.#rows[i]);
      covariance[i] = scale * matern(distance);
      slopes[i] = 2 * scale * maternSlope(distance);
      mean += covariance[i] * alpha[i];
    }
    gradients.mean.fill(0);
    gradients.deviation.fill(0);
    let explained = 0;
    for (let i = 0; i < size; i++) {
      let solved = 0;
      const at = i * size;
      for (let j = 0; j < size; j++) solved += this.#inverse[at + j] * covariance[j];
      explained += solved * covariance[i];
      const [byMean, byVariance] = [slopes[i] * alpha[i], slopes[i] * solved];
      const other = this.#rows[i];
      for (let k = 0; k < weights.length; k++) {
        if (this.#nominal[k] || row[k] < 0) continue;
        const away = weights[k] * (row[k] - (other[k] < 0 ? 0.5 : other[k]));
        gradients.mean[k] += byMean * away;
        gradients.deviation[k] -= byVariance * away;
      }
    }
    const deviation = Math.sqrt(Math.max(1e-14 * scale, scale - explained));
    // dσ = dσ² / (2·σ), and the variance falls by twice the sum above.
    for (let k = 0; k < weights.length; k++) gradients.deviation[k] /= deviation;
    return { mean, deviation };
  }
}
