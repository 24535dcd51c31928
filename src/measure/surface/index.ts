/** The shape of a loss: its curvature, stationary points, lines and planes through it. */
export {
  classifyPoint,
  judgePoint,
  type PointKind,
  type PointTolerances,
  type PointVerdict,
} from "./classify-point.ts";
export { filterNormalizedDirection } from "./directions.ts";
export {
  type Eigenpair,
  lanczos,
  powerIteration,
  type SpectrumEnds,
  type SpectrumOptions,
} from "./lanczos.ts";
export { RecipeSurface, type SurfaceOptions } from "./recipe-surface.ts";
export {
  type Curvature,
  type CurvatureOptions,
  curvatureAt,
  edgeOfStability,
  type Stability,
  stability,
} from "./sharpness.ts";
export { type LossLine, type LossPlane, lossAlongLine, lossOverPlane } from "./slices.ts";
export type { LossSurface } from "./surface.ts";
