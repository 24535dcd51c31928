import { type Curvature, type CurvatureOptions, curvatureAt } from "./sharpness.ts";
import type { LossSurface } from "./surface.ts";

/** The kind of a point of a loss surface. */
export type PointKind = "minimum" | "saddle" | "maximum" | "plateau" | "notStationary";

/** The limits below which slopes and curvatures count as zero. */
export interface PointTolerances {
  /** A point is stationary where ‖gradient‖ ≤ this · (1 + |loss|); from 0, 1e-3 by default. */
  readonly gradient?: number;
  /**
   * An eigenvalue counts as zero where |λ| ≤ this · the largest |λ|; in [0, 1), 1e-3 by default, as exact as
   * Lanczos finds them.
   */
  readonly curvature?: number;
  /** And where |λ| ≤ this · (1 + |loss|), which float32 cannot tell from zero; from 0, 1e-5 by default. */
  readonly flat?: number;
}

/** The kind of a point, with what it was read from. */
export interface PointVerdict extends Curvature {
  readonly kind: PointKind;
  /** The limits that ‖gradient‖ and |eigenvalue| had to exceed in order not to count as zero. */
  readonly tolerances: { readonly gradientNorm: number; readonly eigenvalue: number };
  /**
   * The shape of the surface around by its eigenvalues, whether or not the slope vanishes: curved upwards
   * ("minimum"), downwards ("maximum"), both ("saddle") or not at all ("plateau").
   */
  readonly shape: Exclude<PointKind, "notStationary">;
}

const DEFAULTS = { gradient: 1e-3, curvature: 1e-3, flat: 1e-5 };

/**
 * Tells a minimum from a saddle, a maximum and a plateau by the gradient's norm and by both ends of the
 * Hessian's spectrum. A minimum may have flat directions beside those along which the loss rises, as those of
 * most networks have; second derivatives do not tell whether the loss falls along them farther away.
 *
 * @param surface the loss as a function of its parameters, such as `openSurface` gives.
 * @param point the parameters, as many numbers as the surface has.
 * @param options `tolerances` say what counts as zero, by default 1e-3 of the gradient and of the largest
 *   eigenvalue; the others limit the Lanczos iteration.
 */
export async function classifyPoint(
  surface: LossSurface,
  point: Float64Array,
  options: { tolerances?: PointTolerances } & CurvatureOptions = {},
): Promise<PointVerdict> {
  const { tolerances, ...limits } = options;
  const { spectrum: _, ...curvature } = await curvatureAt(surface, point, limits);
  return judgePoint(curvature, tolerances);
}

/** The verdict on a point whose curvature is known. */
export function judgePoint(curvature: Curvature, tolerances: PointTolerances = {}): PointVerdict {
  const { gradient, curvature: share, flat } = { ...DEFAULTS, ...tolerances };
  const { loss, gradientNorm, largest, smallest } = curvature;
  const size = 1 + Math.abs(loss);
  const zero = {
    gradientNorm: gradient * size,
    eigenvalue: Math.max(flat * size, share * Math.max(Math.abs(largest), Math.abs(smallest))),
  };
  const [rises, falls] = [largest > zero.eigenvalue, smallest < -zero.eigenvalue];
  const shape = rises ? (falls ? "saddle" : "minimum") : falls ? "maximum" : "plateau";
  const kind = gradientNorm > zero.gradientNorm ? "notStationary" : shape;
  return { ...curvature, kind, shape, tolerances: zero };
}
