/** Functions that return the layers of often used blocks; what they return is the plain data of a recipe. */
export type { BlockPlace, LayerChoice } from "./chain.ts";
export {
  type DenseBlockOptions,
  denseBlock,
  type TransitionBlockOptions,
  transitionBlock,
} from "./dense-block.ts";
export { type DepthwiseSeparableBlockOptions, depthwiseSeparableBlock } from "./depthwise-separable-block.ts";
export { type ResidualBlockOptions, residualBlock } from "./residual-block.ts";
export { type ResidualDenseBlockOptions, residualDenseBlock } from "./residual-dense-block.ts";
export { type TransformerEncoderBlockOptions, transformerEncoderBlock } from "./transformer-encoder-block.ts";
