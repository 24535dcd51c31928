import { logImprovement, logNormalShare } from "./expected-improvement.ts";
import type { Posterior } from "./process-posterior.ts";

/** A value to be made as large as can be, and its gradient by the place. */
export interface Acquisition {
  at(row: Float64Array): number;
  withGradient(row: Float64Array, gradient: Float64Array): number;
}

/** log EI below `incumbent`: log σ + log h((incumbent − μ)/σ). */
export function improvementBelow(posterior: Posterior, incumbent: number, features: number): Acquisition {
  const gradients = gradientsOf(features);
  return {
    at(row) {
      const { mean, deviation } = posterior.at(row);
      return Math.log(deviation) + logImprovement((incumbent - mean) / deviation).value;
    },
    withGradient(row, gradient) {
      const { mean, deviation } = posterior.withGradient(row, gradients);
      const z = (incumbent - mean) / deviation;
      const { value, slope } = logImprovement(z);
      for (let k = 0; k < features; k++) {
        const byZ = (-gradients.mean[k] - z * gradients.deviation[k]) / deviation;
        gradient[k] = gradients.deviation[k] / deviation + slope * byZ;
      }
      return Math.log(deviation) + value;
    },
  };
}

/** log P(f < limit), with the process of a constraint that is fulfilled below the limit. */
export function feasibility(posterior: Posterior, limit: number, features: number): Acquisition {
  const gradients = gradientsOf(features);
  return {
    at(row) {
      const { mean, deviation } = posterior.at(row);
      return logNormalShare((limit - mean) / deviation).value;
    },
    withGradient(row, gradient) {
      const { mean, deviation } = posterior.withGradient(row, gradients);
      const z = (limit - mean) / deviation;
      const { value, slope } = logNormalShare(z);
      for (let k = 0; k < features; k++)
        gradient[k] = (slope * (-gradients.mean[k] - z * gradients.deviation[k])) / deviation;
      return value;
    },
  };
}

/** The sum of two: of logarithms, that of a product. */
export function sumOf(a: Acquisition, b: Acquisition): Acquisition {
  return {
    at: (row) => a.at(row) + b.at(row),
    withGradient(row, gradient) {
      const value = a.withGradient(row, gradient);
      const other = new Float64Array(gradient.length);
      const second = b.withGradient(row, other);
      for (let k = 0; k < gradient.length; k++) gradient[k] += other[k];
      return value + second;
    },
  };
}

function gradientsOf(features: number) {
  return { mean: new Float64Array(features), deviation: new Float64Array(features) };
}
