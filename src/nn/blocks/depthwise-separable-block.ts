import type { LayerSpec } from "../layer-spec.ts";
import { relu } from "../layers/activation/relu.ts";
import { convolution2d } from "../layers/convolution/convolution2d.ts";
import { depthwiseConvolution2d } from "../layers/convolution/depthwise-convolution2d.ts";
import { batchNormalization } from "../layers/normalization/batch-normalization.ts";
import { type BlockPlace, chain, type LayerChoice } from "./chain.ts";

/** The options of a depthwise separable block. */
export interface DepthwiseSeparableBlockOptions extends BlockPlace {
  /** Channels of the output, from 1. */
  readonly units: number;
  /** Pixels from one place of the window to the next, from 1; 1 by default, 2 halves the image. */
  readonly stride?: number;
  /** The window of its depthwise convolution in pixels, odd and from 1; 3 by default. */
  readonly kernel?: number;
  /** By default "batchNormalization". */
  readonly normalization?: LayerChoice;
  /** By default "relu". */
  readonly activation?: LayerChoice;
}

/**
 * MobileNet's block, as layers of a recipe: a depthwise convolution, then a 1×1 convolution to `units`
 * channels, each with normalization and activation behind it. It costs about 1 / kernel² of a full
 * convolution. Its last layer has the block's id.
 *
 * @param options where the block stands, the channels of its output, and what it is made of.
 * @see Howard et al., MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications,
 * 2017
 *
 * @example
 * depthwiseSeparableBlock({ id: "block1", input: "stem", units: 32, stride: 2 });
 */
export function depthwiseSeparableBlock(options: DepthwiseSeparableBlockOptions): LayerSpec[] {
  const { id, input, units, stride = 1, kernel = 3 } = options;
  const { normalization = batchNormalization.kind, activation = relu.kind } = options;
  const bias = normalization === null;
  const window = { kernel, padding: Math.floor(kernel / 2), ...(stride === 1 ? {} : { stride }) };
  const specs = chain({ id, input }, [
    { part: "depthwise", layer: { kind: depthwiseConvolution2d.kind, ...window, bias } },
    { part: "normalization1", layer: normalization },
    { part: "activation1", layer: activation },
    { part: "pointwise", layer: { kind: convolution2d.kind, units, kernel: 1, bias } },
    { part: "normalization2", layer: normalization },
    { part: "activation2", layer: activation },
  ]);
  return [...specs.slice(0, -1), { ...specs.at(-1)!, id }];
}
