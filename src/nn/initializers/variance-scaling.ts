import { normal, randomKey, uniform } from "../../base/random.ts";
import { sizeOf } from "../../graph/tensor.ts";
import type { Fans } from "./fans.ts";
import type { DISTRIBUTIONS, FAN_MODES, SCALED_INITIALIZERS } from "./specification.ts";

/** The fan that divides the variance of initial weights. */
export type FanMode = (typeof FAN_MODES)[number];

/** Variance `scale` / fan, and the form of the random numbers. */
export interface Scaling {
  readonly scale: number;
  readonly mode: FanMode;
  readonly distribution: (typeof DISTRIBUTIONS)[number];
}

/**
 * Initializers that keep the variance of activations or gradients from layer to layer. With variance s²,
 * the normal ones draw N(0, s²), not truncated; the uniform ones U(−√3·s, √3·s).
 *
 * - glorot (Glorot & Bengio 2010): s² = 2 / (fanIn + fanOut), for tanh and sigmoid
 * - he (He et al. 2015): s² = 2 / fanIn, for ReLU
 * - lecun (LeCun et al. 1998): s² = 1 / fanIn
 */
export const SCALINGS: Readonly<Record<(typeof SCALED_INITIALIZERS)[number], Scaling>> = {
  glorotUniform: { scale: 1, mode: "fanAverage", distribution: "uniform" },
  glorotNormal: { scale: 1, mode: "fanAverage", distribution: "normal" },
  heUniform: { scale: 2, mode: "fanIn", distribution: "uniform" },
  heNormal: { scale: 2, mode: "fanIn", distribution: "normal" },
  lecunUniform: { scale: 1, mode: "fanIn", distribution: "uniform" },
  lecunNormal: { scale: 1, mode: "fanIn", distribution: "normal" },
};

/** The standard deviation of a standard normal number that lies within ±2. */
const TRUNCATED_DEVIATION = 0.8796256610342398;

/** Draws weights whose variance follows from their fans; element i from the counters of i. */
export function scaledWeights(
  shape: readonly number[],
  key: number,
  { scale, mode, distribution, fans }: Scaling & { fans: Fans },
): Float32Array {
  const deviation = Math.sqrt(scale / fanOf(fans, mode));
  if (distribution === "uniform") return uniformWeights(shape, key, Math.sqrt(3) * deviation);
  if (distribution === "normal") return normalWeights(shape, key, deviation);
  return truncatedNormalWeights(shape, key, deviation / TRUNCATED_DEVIATION);
}

function fanOf({ fanIn, fanOut }: Fans, mode: FanMode): number {
  if (mode === "fanAverage") return (fanIn + fanOut) / 2;
  return mode === "fanIn" ? fanIn : fanOut;
}

/** Draws N(0, deviation²). */
export function normalWeights(shape: readonly number[], key: number, deviation: number): Float32Array {
  return Float32Array.from({ length: sizeOf(shape) }, (_, index) => deviation * normal(key, index));
}

/**
 * Draws N(0, deviation²), again for each number beyond two deviations: its n-th draw is from the key of (key,
 * n).
 */
export function truncatedNormalWeights(
  shape: readonly number[],
  key: number,
  deviation: number,
): Float32Array {
  return Float32Array.from({ length: sizeOf(shape) }, (_, index) => {
    let drawn = normal(key, index);
    for (let draw = 1; Math.abs(drawn) > 2; draw++) drawn = normal(randomKey(key, draw), index);
    return deviation * drawn;
  });
}

/** Draws U(−limit, limit). */
export function uniformWeights(shape: readonly number[], key: number, limit: number): Float32Array {
  return Float32Array.from({ length: sizeOf(shape) }, (_, index) => limit * (2 * uniform(key, index) - 1));
}
