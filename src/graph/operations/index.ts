/** The builders of all operations; importing this file fills the table. */
export { add, divide, multiply, negate, square, subtract } from "./arithmetic.ts";
export { maximum, minimum, power, softplus } from "./binary.ts";
export {
  equal,
  greater,
  greaterOrEqual,
  less,
  logicalAnd,
  logicalNot,
  logicalOr,
  where,
} from "./comparisons.ts";
export { cast, stopGradient } from "./convert.ts";
export {
  type ConvolutionOptions,
  convolution2d,
  type TransposedConvolutionOptions,
  transposedConvolution2d,
} from "./convolution.ts";
export { counterMask } from "./counter-mask.ts";
export { counterUniform } from "./counter-uniform.ts";
export { gather, oneHot, scatterAdd } from "./gather.ts";
export { matMul } from "./matmul.ts";
export { normalize } from "./normalize.ts";
export { averagePool2d, maxPool2d, type PoolingOptions, upsample2d } from "./pooling.ts";
export { argMax, countAlong, max, mean, min, type ReduceOptions, sum } from "./reduce.ts";
export { reverse } from "./reverse.ts";
export { broadcastTo, flatten, reshape, sumTo, transpose } from "./shape.ts";
export { concatenate, pad, slice, sliceAxis, stack } from "./slice.ts";
export { crossEntropy, logSoftmax, softmax } from "./softmax-and-cross-entropy.ts";
export { constant, input, iota, scalar } from "./source.ts";
export {
  abs,
  cosine,
  erf,
  exp,
  floor,
  isPositive,
  log,
  reciprocal,
  relu,
  sigmoid,
  sign,
  sine,
  sqrt,
  tanh,
} from "./unary.ts";
