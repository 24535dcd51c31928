import { quantile } from "../../../base/statistics.ts";

/** Values on the scale that a process learns them on: falling values fall, and most are within a few units. */
export interface Warp {
  /** Warped and standardized. */
  readonly targets: Float64Array;
  /** log |dt/dy| summed over the values: what densities of `targets` are to be corrected by. */
  readonly logSlope: number;
  /** The derivative of each target by its value, to warp standard errors with. */
  readonly slopes: Float64Array;
}

/** The shares of values that bends lie at; above all of them the scale is linear. */
export const BENDS = [Number.POSITIVE_INFINITY, 1, 0.5, 0.2, 0.05] as const;

/**
 * t = log(1 + (y − least)/δ), standardized: linear near the least value and logarithmic beyond δ, which is
 * a quantile of y − least. So a few huge values do not flatten all the others.
 *
 * @param bend the quantile; infinite for t = y.
 */
export function warpTargets(values: ArrayLike<number>, bend: number): Warp {
  const least = quantile(values, 0);
  const spread = quantile(values, Math.min(1, bend)) - least;
  const delta = Number.isFinite(bend) && spread > 0 ? spread : Number.POSITIVE_INFINITY;
  const bent = Float64Array.from(values, (y) => (delta === Number.POSITIVE_INFINITY ? y : Math.log1p((y - least) / delta)));
  const steep = Float64Array.from(values, (y) => (delta === Number.POSITIVE_INFINITY ? 1 : 1 / (delta + y - least)));
  let mean = 0;
  for (const t of bent) mean += t / bent.length;
  let variance = 0;
  for (const t of bent) variance += (t - mean) ** 2 / bent.length;
  const deviation = variance > 0 ? Math.sqrt(variance) : 1;
  let logSlope = 0;
  for (let i = 0; i < steep.length; i++) {
    steep[i] /= deviation;
    logSlope += Math.log(steep[i]);
  }
  return { targets: bent.map((t) => (t - mean) / deviation), logSlope, slopes: steep };
}
