import { append } from "../../base/lists.ts";
import type { LayerSpec } from "../layer-spec.ts";
import { relu } from "../layers/activation/relu.ts";
import { convolution2d } from "../layers/convolution/convolution2d.ts";
import { concatenate } from "../layers/merging/concatenate.ts";
import { batchNormalization } from "../layers/normalization/batch-normalization.ts";
import { averagePool2d } from "../layers/pooling/average-pool2d.ts";
import { spatialDropout } from "../layers/regularization/spatial-dropout.ts";
import { type BlockPlace, chain, type LayerChoice } from "./chain.ts";

/** The options of a densely connected block. */
export interface DenseBlockOptions extends BlockPlace {
  /** How many layers it has, from 1. */
  readonly layers: number;
  /** Channels that each layer adds (the growth rate), from 1; 12 by default. */
  readonly growth?: number;
  /** The window of its convolutions in pixels, odd and from 1; 3 by default. */
  readonly kernel?: number;
  /** By default "batchNormalization". */
  readonly normalization?: LayerChoice;
  /** By default "relu". */
  readonly activation?: LayerChoice;
  /** The spatial dropout rate after each convolution, in [0, 1); 0 by default. */
  readonly dropout?: number;
}

/**
 * A densely connected block of images, as layers of a recipe: each layer reads the channels of the input and
 * of all layers before it, and adds `growth` of its own: x₍l₎ = convolution(activation(normalization([x₀, x₁,
 * …, x₍l−1₎]))). The output has channels + layers · growth of them; its layer has the block's id.
 *
 * @param options where the block stands, how many layers it has, and what these are made of.
 * @see Huang et al., Densely Connected Convolutional Networks, 2017
 *
 * @example
 * denseBlock({ id: "block1", input: "stem", layers: 4, growth: 12 }); // 16 channels become 64
 */
export function denseBlock(options: DenseBlockOptions): LayerSpec[] {
  const { id, input, layers, growth = 12, kernel = 3, dropout = 0 } = options;
  const { normalization = batchNormalization.kind, activation = relu.kind } = options;
  const specs: LayerSpec[] = [];
  let source = input;
  for (let number = 1; number <= layers; number++) {
    const convolution = { kind: convolution2d.kind, units: growth, kernel, padding: Math.floor(kernel / 2) };
    const own = chain({ id, input: source }, [
      { part: `normalization${number}`, layer: normalization },
      { part: `activation${number}`, layer: activation },
      { part: `convolution${number}`, layer: convolution },
      { part: `dropout${number}`, layer: dropout > 0 ? { kind: spatialDropout.kind, rate: dropout } : null },
    ]);
    const joined = number === layers ? id : `${id}-joined${number}`;
    append(specs, own);
    specs.push({ id: joined, kind: concatenate.kind, inputs: [source, own.at(-1)!.id] });
    source = joined;
  }
  return specs;
}

/** The options of the transition between two densely connected blocks. */
export interface TransitionBlockOptions extends BlockPlace {
  /** Channels of the output, from 1, usually half of the input's. */
  readonly units: number;
  /** By default "batchNormalization". */
  readonly normalization?: LayerChoice;
  /** By default "relu". */
  readonly activation?: LayerChoice;
}

/**
 * Normalization, activation, a 1×1 convolution to `units` channels and average pooling by 2, as layers of a
 * recipe.
 *
 * @param options where the block stands, the channels of its output, and what it is made of.
 */
export function transitionBlock(options: TransitionBlockOptions): LayerSpec[] {
  const { id, input, units, normalization = batchNormalization.kind, activation = relu.kind } = options;
  const specs = chain({ id, input }, [
    { part: "normalization", layer: normalization },
    { part: "activation", layer: activation },
    { part: "convolution", layer: { kind: convolution2d.kind, units, kernel: 1 } },
  ]);
  return [...specs, { id, kind: averagePool2d.kind, kernel: 2 }];
}
