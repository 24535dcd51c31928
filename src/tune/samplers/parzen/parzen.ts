import { uniform } from "../../../base/random.ts";
import { buildPoint, type Parameter, type Point } from "../../space/search-space.ts";
import { parzenAxis } from "./parzen-axis.ts";
import { unitColumns } from "./unit-columns.ts";

/**
 * A mixture of kernels, one around each trial and a prior over the whole space: a kernel is a product over
 * the parameters, and where a trial had not a parameter, that factor is the prior's. So kernels of different
 * branches of a conditional space are densities on the same space, and one mixture serves them all.
 */
export interface ParzenMixture {
  /** The logarithm of the density of a point, up to a constant of its own that all mixtures share. */
  logDensity(point: Point): number;
  /** The prior's part of {@link logDensity}, which is never less: the other kernels only add to it. */
  logPrior(point: Point): number;
  /** A point drawn from the mixture. */
  draw(key: number): Point;
}

/** Points, and how much each counts where the prior counts 1. */
export interface Weighted {
  readonly points: readonly Point[];
  readonly weights: ArrayLike<number>;
}

/**
 * The mixture around points.
 *
 * @param parameters the dimensions that it is over, those that conditions ask for before the others.
 * @param narrowest the smallest width of kernels, as a share of the range over their count.
 */
export function parzenMixture(
  parameters: readonly Parameter[],
  { points, weights, narrowest }: Weighted & { narrowest: number },
): ParzenMixture {
  const columns = unitColumns(parameters, points);
  const axes = parameters.map(({ domain }, at) => parzenAxis(domain, { units: columns[at], narrowest }));
  const prior = points.length;
  const all = new Float64Array(prior + 1).fill(1);
  for (let kernel = 0; kernel < prior; kernel++) all[kernel] = weights[kernel];
  const total = all.reduce((sum, weight) => sum + weight, 0);
  const logWeights = all.map((weight) => Math.log(weight / total));
  const sums = new Float64Array(prior + 1);
  return {
    logDensity: (point) => {
      sums.set(logWeights);
      for (let at = 0; at < axes.length; at++) {
        const value = point[parameters[at].name];
        if (value === undefined) continue;
        axes[at].addLogDensities(value, sums);
      }
      return logSum(sums);
    },
    logPrior: (point) => {
      let sum = logWeights[prior];
      for (let at = 0; at < axes.length; at++) {
        const value = point[parameters[at].name];
        if (value !== undefined) sum += axes[at].logPrior(value);
      }
      return sum;
    },
    draw: (key) => {
      const kernel = chosen(all, uniform(key, 0) * total);
      let at = -1;
      return buildPoint({ parameters }, (parameter) => {
        do at++;
        while (parameters[at] !== parameter);
        return axes[at].draw(kernel, uniform(key, at + 1));
      });
    },
  };
}

function logSum(terms: Float64Array): number {
  let largest = -Infinity;
  for (const term of terms) if (term > largest) largest = term;
  let sum = 0;
  // Terms 40 powers of e below the largest do not change the sum.
  for (const term of terms) if (term > largest - 40) sum += Math.exp(term - largest);
  return largest + Math.log(sum);
}

function chosen(weights: Float64Array, place: number): number {
  let left = place;
  for (let at = 0; at < weights.length; at++) {
    left -= weights[at];
    if (left < 0) return at;
  }
  return weights.length - 1;
}
