import { mean, quantile } from "../../base/statistics.ts";

/** Values on the scale that a process learns them on: their order is kept, and most are a few units. */
export interface Warp {
  /** Warped and standardized. */
  readonly targets: Float64Array;
  /** The sum of log |dt/dy| over the values: it turns densities of targets into densities of values. */
  readonly logSlope: number;
  /** The derivative of each target by its value, to scale standard errors with. */
  readonly slopes: Float64Array;
  /** The target of another value. */
  of(value: number): number;
}

/** The shares of values that the scale may bend at; infinite where it does not bend. */
export const BENDS: readonly number[] = [Number.POSITIVE_INFINITY, 1, 0.5, 0.2, 0.05];

/**
 * t = log(1 + (y − least)/δ), standardized: linear near the least value and logarithmic beyond δ, which is
 * a quantile of y − least. So a few huge values do not flatten all the others.
 *
 * @param bend the quantile; infinite for t = y.
 */
export function warpTargets(values: Float64Array, bend: number): Warp {
  const least = quantile(values, 0);
  const delta = Number.isFinite(bend) ? quantile(values, bend) - least : 0;
  // Without spread there is nothing to bend.
  const isBent = delta > 0;
  const bent = values.map((value) => (isBent ? Math.log1p((value - least) / delta) : value));
  const center = mean(bent);
  const deviation = Math.sqrt(mean(bent.map((target) => (target - center) ** 2))) || 1;
  const slopes = values.map((value) => (isBent ? 1 / (delta + value - least) : 1) / deviation);
  return {
    targets: bent.map((target) => (target - center) / deviation),
    logSlope: slopes.reduce((sum, slope) => sum + Math.log(slope), 0),
    slopes,
    of: (value) => ((isBent ? Math.log1p((value - least) / delta) : value) - center) / deviation,
  };
}
