import type { Interval } from "../../base/statistics.ts";
import { mean, quantile } from "../../base/statistics.ts";
import type { AxisPair, TreeMarginals } from "./tree-marginals.ts";

/** The cells' weights of each axis. */
type Weights = readonly Float64Array[];

/** A share of the variance: over the trees its mean, and where nine of ten trees have it. */
export interface VarianceShare {
  readonly share: number;
  readonly interval: Interval;
}

/**
 * The share of the trees' variance that each axis has by itself: Var(E[f | x_i]) / Var(f) (Hutter et al.
 * 2014).
 */
export function mainShares(trees: readonly TreeMarginals[], weights: Weights): VarianceShare[] {
  return weights.map((own, axis) =>
    overTrees(trees, (tree) => varianceOf(tree.single[axis], own, tree.mean)),
  );
}

/**
 * The share of the variance that pairs of axes have beyond what both have by themselves:
 * Var(E[f | x_i, x_j] − E[f | x_i] − E[f | x_j]) / Var(f).
 */
export function pairShares(
  trees: readonly TreeMarginals[],
  { weights, pairs }: { weights: Weights; pairs: readonly AxisPair[] },
): VarianceShare[] {
  return pairs.map(([a, b], place) =>
    overTrees(trees, ({ mean, single, pairs: both }) => {
      let sum = 0;
      for (let i = 0; i < weights[a].length; i++)
        for (let j = 0; j < weights[b].length; j++) {
          const rest = both[place][i * weights[b].length + j] - single[a][i] - single[b][j] + mean;
          sum += weights[a][i] * weights[b][j] * rest * rest;
        }
      return sum;
    }),
  );
}

function varianceOf(means: Float64Array, weights: Float64Array, centre: number): number {
  return means.reduce((sum, value, cell) => sum + weights[cell] * (value - centre) ** 2, 0);
}

/** Trees without any variance have no shares of it. */
function overTrees(
  trees: readonly TreeMarginals[],
  variance: (tree: TreeMarginals) => number,
): VarianceShare {
  const shares = trees.filter((tree) => tree.variance > 0).map((tree) => variance(tree) / tree.variance);
  if (shares.length === 0) return { share: 0, interval: { low: 0, high: 0 } };
  return {
    share: mean(shares),
    interval: { low: quantile(shares, 0.05), high: quantile(shares, 0.95) },
  };
}
