import { Registry } from "../../base/registry.ts";
import type { LayerDefinition, OptionsSchema } from "../layer.ts";
import { add } from "./add.ts";
import { batchNormalization } from "./batch-normalization.ts";
import { concatenate } from "./concatenate.ts";
import { convolution1d } from "./convolution1d.ts";
import { convolution2d } from "./convolution2d.ts";
import { dense } from "./dense.ts";
import { dropout } from "./dropout.ts";
import { elu } from "./elu.ts";
import { embedding } from "./embedding.ts";
import { flatten } from "./flatten.ts";
import { gelu } from "./gelu.ts";
import { layerNormalization } from "./layer-normalization.ts";
import { leakyRelu } from "./leaky-relu.ts";
import { maxPool1d } from "./max-pool1d.ts";
import { maxPool2d } from "./max-pool2d.ts";
import { multiply } from "./multiply.ts";
import { relu } from "./relu.ts";
import { reshape } from "./reshape.ts";
import { selfAttention } from "./self-attention.ts";
import { sigmoid } from "./sigmoid.ts";
import { silu } from "./silu.ts";
import { softmax } from "./softmax.ts";
import { tanh } from "./tanh.ts";

// The list is explicit, because a bundler drops modules that are imported for their effects only.
const registry = new Registry<LayerDefinition>("layer", [
  dense,
  flatten,
  reshape,
  dropout,
  convolution1d,
  convolution2d,
  maxPool1d,
  maxPool2d,
  batchNormalization,
  layerNormalization,
  embedding,
  selfAttention,
  add,
  multiply,
  concatenate,
  relu,
  leakyRelu,
  elu,
  gelu,
  silu,
  tanh,
  sigmoid,
  softmax,
]);

/** Registers a layer of your own under its kind, so that recipes can name it. */
export function defineLayer<S extends OptionsSchema>(definition: LayerDefinition<S>): LayerDefinition<S> {
  return registry.define(definition);
}

/**
 * The layer of a kind.
 *
 * @throws TrainwellError `unknown-kind`, with the nearest known kind as its hint.
 */
export function layerDefinition(kind: string): LayerDefinition {
  return registry.get(kind);
}

/** All layers, for help texts and forms. */
export function allLayers(): readonly LayerDefinition[] {
  return registry.all();
}
