import type { Hyperparameters } from "./fit-process.ts";
import { ABSENT } from "./space-features.ts";

/** A box of places, one side for each feature. */
export interface Box {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

const LARGEST = 1.6;
const FIRST = 0.8;
const SMALLEST = 2 ** -7;
/** So many improvements in a row double the side. */
const SUCCESSES = 3;
/** So many trials without improvement, or one for each feature where that is more, halve it. */
const FAILURES = 6;

/**
 * The side of the trust region after values that came in this order: doubled by successes, halved by
 * failures, and as at first once it was too small to matter.
 *
 * @param startup values at the beginning that say nothing about it.
 */
export function sideOf(
  values: ArrayLike<number>,
  { features, startup }: { features: number; startup: number },
): number {
  const patience = Math.max(FAILURES, features);
  let best = Number.POSITIVE_INFINITY;
  let [side, successes, failures] = [FIRST, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const isBetter = values[i] < best - 1e-3 * Math.abs(best);
    best = Math.min(best, values[i]);
    if (i < startup) continue;
    [successes, failures] = isBetter ? [successes + 1, 0] : [0, failures + 1];
    if (successes >= SUCCESSES) [side, successes] = [Math.min(LARGEST, 2 * side), 0];
    if (failures >= patience) [side, failures] = [side / 2, 0];
    if (side < SMALLEST) side = FIRST;
  }
  return side;
}

/**
 * The box around a place: of the side in the geometric mean, longer where the function varies less.
 *
 * Eriksson et al., Scalable Global Optimization via Local Bayesian Optimization, 2019
 */
export function trustRegion(center: Float64Array, side: number, { weights }: Hyperparameters): Box {
  const logLengths = weights.map((weight) => -0.5 * Math.log(weight));
  const middle = logLengths.reduce((sum, length) => sum + length, 0) / logLengths.length;
  const half = logLengths.map(
    (length) => 0.5 * side * Math.min(4, Math.max(0.25, Math.exp(length - middle))),
  );
  return {
    low: center.map((place, k) => (place === ABSENT ? 0 : Math.max(0, place - half[k]))),
    high: center.map((place, k) => (place === ABSENT ? 1 : Math.min(1, place + half[k]))),
  };
}
