/** The gradient transforms that optimizers are composed of. */
export { clipElements } from "./clip-elements.ts";
export { type Composition, composeOptimizer } from "./compose.ts";
export { interpolate } from "./interpolate.ts";
export { inverseTimeDecay } from "./inverse-time-decay.ts";
export { type LearningRateAdjustment, orthogonalize } from "./orthogonalize.ts";
export { scale, scaleLearningRate } from "./scale.ts";
export { scaleByAccumulatedSquares } from "./scale-by-accumulated-squares.ts";
export { type AdamOptions, scaleByAdam } from "./scale-by-adam.ts";
export { scaleByNadam } from "./scale-by-nadam.ts";
export { scaleByRadam } from "./scale-by-radam.ts";
export { scaleByRms } from "./scale-by-rms.ts";
export { signOf } from "./sign-of.ts";
export { trace } from "./trace.ts";
export type { Transform, TransformArguments, Transformed } from "./transform.ts";
