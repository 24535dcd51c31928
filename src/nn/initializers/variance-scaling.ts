import { normal, uniform } from "../../base/random.ts";
import { sizeOf } from "../../graph/tensor.ts";
import type { Fans } from "./fans.ts";

/** Which fans set the variance of initial weights, and by what gain. */
interface Scaling {
  variance(fan: Fans): number;
  readonly distribution: "uniform" | "normal";
}

const glorot: Scaling["variance"] = ({ fanIn, fanOut }) => 2 / (fanIn + fanOut);
const he: Scaling["variance"] = ({ fanIn }) => 2 / fanIn;
const lecun: Scaling["variance"] = ({ fanIn }) => 1 / fanIn;

/**
 * Initializers that keep the variance of activations or gradients from layer to layer. With variance s²,
 * the normal ones draw N(0, s²), not truncated; the uniform ones U(−√3·s, √3·s).
 *
 * - glorot (Glorot & Bengio 2010): s² = 2 / (fanIn + fanOut), for tanh and sigmoid
 * - he (He et al. 2015): s² = 2 / fanIn, for ReLU
 * - lecun (LeCun et al. 1998): s² = 1 / fanIn
 */
export const SCALINGS = {
  glorotUniform: { variance: glorot, distribution: "uniform" },
  glorotNormal: { variance: glorot, distribution: "normal" },
  heUniform: { variance: he, distribution: "uniform" },
  heNormal: { variance: he, distribution: "normal" },
  lecunUniform: { variance: lecun, distribution: "uniform" },
  lecunNormal: { variance: lecun, distribution: "normal" },
} as const satisfies Record<string, Scaling>;

/** Draws weights whose variance follows from their fans; element i from the counters of i. */
export function scaledWeights(
  shape: readonly number[],
  key: number,
  { scaling, fans }: { scaling: Scaling; fans: Fans },
): Float32Array {
  const deviation = Math.sqrt(scaling.variance(fans));
  return scaling.distribution === "normal"
    ? normalWeights(shape, key, deviation)
    : uniformWeights(shape, key, Math.sqrt(3) * deviation);
}

/** Draws N(0, deviation²). */
export function normalWeights(shape: readonly number[], key: number, deviation: number): Float32Array {
  return Float32Array.from({ length: sizeOf(shape) }, (_, index) => deviation * normal(key, index));
}

/** Draws U(−limit, limit). */
export function uniformWeights(shape: readonly number[], key: number, limit: number): Float32Array {
  return Float32Array.from({ length: sizeOf(shape) }, (_, index) => limit * (2 * uniform(key, index) - 1));
}
