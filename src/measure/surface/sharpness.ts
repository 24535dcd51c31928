import { norm } from "../../base/vectors.ts";
import { optimizerDefinition } from "../../optim/optimizers/index.ts";
import type { OptimizerRecipe } from "../../recipe/types.ts";
import { lanczos, type SpectrumEnds, type SpectrumOptions } from "./lanczos.ts";
import type { LossSurface } from "./surface.ts";

/** The loss, its slope and the ends of its curvature at a point. */
export interface Curvature {
  readonly loss: number;
  readonly gradientNorm: number;
  /** The sharpness: the largest eigenvalue of the loss's Hessian. */
  readonly largest: number;
  readonly smallest: number;
  /** Products with the Hessian. */
  readonly steps: number;
  /** Whether both ends are known to the tolerance. */
  readonly converged: boolean;
}

/** How far to go for the ends of the curvature. */
export type CurvatureOptions = Omit<SpectrumOptions, "size">;

/**
 * The curvature at a point with the spectrum that it was read from.
 *
 * @param surface the loss as a function of its parameters, such as `openSurface` gives.
 * @param point the parameters, as many numbers as the surface has.
 * @param options how far the Lanczos iteration goes.
 */
export async function curvatureAt(
  surface: LossSurface,
  point: Float64Array,
  options: CurvatureOptions = {},
): Promise<Curvature & { readonly spectrum: SpectrumEnds }> {
  const { loss, gradient } = await surface.gradient(point);
  const spectrum = await lanczos((vector) => surface.hessianVector(point, vector), {
    ...options,
    size: surface.size,
  });
  const { largest, smallest, steps, converged } = spectrum;
  return {
    loss,
    gradientNorm: norm(gradient),
    largest: largest.value,
    smallest: smallest.value,
    steps,
    converged,
    spectrum,
  };
}

/** How a sharpness stands to a learning rate. */
export interface Stability {
  /**
   * The sharpness from which on full-batch training at this rate oscillates and diverges along the sharpest
   * direction.
   */
  readonly edge: number;
  /**
   * sharpness / edge: below 1 stable; near 1 at the edge of stability, where full-batch training often stays.
   */
  readonly ratio: number;
  /** "stable" below 0.8, "edge" from there to 1.2, "beyond" above. */
  readonly verdict: "stable" | "edge" | "beyond";
}

/**
 * The sharpness that an optimizer stands on a quadratic: 2/η of gradient descent; 2(1 + β)/η with momentum β;
 * and 2(1 + β)/((1 + 2β)·η) with Nesterov's. Null for optimizers that scale each coordinate: theirs is one of
 * the scaled Hessian.
 *
 * @param optimizer its kind and all of its options, as a parsed recipe has them.
 * @throws TrainwellError `unknown-kind`, with the nearest known kind as its hint.
 * @see Cohen et al., Gradient Descent on Neural Networks Typically Occurs at the Edge of Stability, 2021
 */
export function edgeOfStability(optimizer: OptimizerRecipe): number | null {
  return optimizerDefinition(optimizer.kind).stableSharpness?.(optimizer) ?? null;
}

/**
 * How a sharpness stands to what the optimizer stands; null where that is not known.
 *
 * @param sharpness the largest eigenvalue of the loss's Hessian, any number.
 * @param optimizer its kind and all of its options, as a parsed recipe has them.
 * @throws TrainwellError `unknown-kind`, with the nearest known kind as its hint.
 */
export function stability(sharpness: number, optimizer: OptimizerRecipe): Stability | null {
  const edge = edgeOfStability(optimizer);
  if (edge === null) return null;
  const ratio = sharpness / edge;
  return { edge, ratio, verdict: ratio < 0.8 ? "stable" : ratio <= 1.2 ? "edge" : "beyond" };
}
