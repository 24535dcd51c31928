/**
 * How fast and in what batches to train: the learning-rate range test, gradient noise, and the largest batch
 * that pays.
 */
export {
  type BatchChoice,
  type BatchCost,
  type BatchTiming,
  largestBatchThatPays,
  type TimingOptions,
  timeBatches,
} from "./largest-batch.ts";
export { type LearningRateRange, learningRateRange, type RangeTestOptions } from "./learning-rate-range.ts";
export { type GradientNoise, gradientNoise, type NoiseOptions } from "./noise-scale.ts";
export type { RangeCurve, SmoothedPoint } from "./range-curve.ts";
export { type SweepOptions, type SweepPoint, sweepLearningRate } from "./sweep.ts";
