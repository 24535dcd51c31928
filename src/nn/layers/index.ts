import { TrainwellError } from "../../base/errors.ts";
import { Registry } from "../../base/registry.ts";
import type { LayerDefinition, OptionsSchema } from "../layer.ts";
import { add } from "./add.ts";
import { averagePool1d } from "./average-pool1d.ts";
import { averagePool2d } from "./average-pool2d.ts";
import { batchEnsembleDense } from "./batch-ensemble-dense.ts";
import { batchNormalization } from "./batch-normalization.ts";
import { concatenate } from "./concatenate.ts";
import { convolution1d } from "./convolution1d.ts";
import { convolution2d } from "./convolution2d.ts";
import { dense } from "./dense.ts";
import { depthwiseConvolution2d } from "./depthwise-convolution2d.ts";
import { dropout } from "./dropout.ts";
import { elu } from "./elu.ts";
import { embedding } from "./embedding.ts";
import { ensembleHead } from "./ensemble-head.ts";
import { featureScale } from "./feature-scale.ts";
import { flatten } from "./flatten.ts";
import { gaussianNoise } from "./gaussian-noise.ts";
import { gelu } from "./gelu.ts";
import { globalAveragePool } from "./global-average-pool.ts";
import { globalMaxPool } from "./global-max-pool.ts";
import { groupNormalization } from "./group-normalization.ts";
import { gru } from "./gru.ts";
import { hardSwish } from "./hard-swish.ts";
import { instanceNormalization } from "./instance-normalization.ts";
import { layerNormalization } from "./layer-normalization.ts";
import { leakyRelu } from "./leaky-relu.ts";
import { lstm } from "./lstm.ts";
import { maxPool1d } from "./max-pool1d.ts";
import { maxPool2d } from "./max-pool2d.ts";
import { mish } from "./mish.ts";
import { multiply } from "./multiply.ts";
import { periodic } from "./periodic.ts";
import { permute } from "./permute.ts";
import { piecewiseLinear } from "./piecewise-linear.ts";
import { positionalEncoding } from "./positional-encoding.ts";
import { prelu } from "./prelu.ts";
import { relu } from "./relu.ts";
import { reshape } from "./reshape.ts";
import { rmsNormalization } from "./rms-normalization.ts";
import { selfAttention } from "./self-attention.ts";
import { selu } from "./selu.ts";
import { separableConvolution2d } from "./separable-convolution2d.ts";
import { separateDense } from "./separate-dense.ts";
import { sigmoid } from "./sigmoid.ts";
import { silu } from "./silu.ts";
import { softmax } from "./softmax.ts";
import { softplus } from "./softplus.ts";
import { spatialDropout } from "./spatial-dropout.ts";
import { stochasticDepth } from "./stochastic-depth.ts";
import { tanh } from "./tanh.ts";
import { transposedConvolution1d } from "./transposed-convolution1d.ts";
import { transposedConvolution2d } from "./transposed-convolution2d.ts";
import { upsample } from "./upsample.ts";
import { zeroPadding } from "./zero-padding.ts";

/**
 * The layers that come with the toolkit, by kind. The list is explicit, because a bundler drops modules that
 * are imported for their effects only.
 */
export const BUILT_IN_LAYERS = {
  dense,
  flatten,
  reshape,
  permute,
  dropout,
  spatialDropout,
  gaussianNoise,
  stochasticDepth,
  convolution1d,
  convolution2d,
  depthwiseConvolution2d,
  separableConvolution2d,
  transposedConvolution1d,
  transposedConvolution2d,
  maxPool1d,
  maxPool2d,
  averagePool1d,
  averagePool2d,
  globalMaxPool,
  globalAveragePool,
  upsample,
  zeroPadding,
  batchNormalization,
  layerNormalization,
  groupNormalization,
  instanceNormalization,
  rmsNormalization,
  embedding,
  featureScale,
  periodic,
  piecewiseLinear,
  separateDense,
  batchEnsembleDense,
  ensembleHead,
  selfAttention,
  positionalEncoding,
  lstm,
  gru,
  add,
  multiply,
  concatenate,
  relu,
  leakyRelu,
  elu,
  gelu,
  silu,
  selu,
  mish,
  hardSwish,
  softplus,
  prelu,
  tanh,
  sigmoid,
  softmax,
};

const registry = new Registry<LayerDefinition>("layer", Object.values<LayerDefinition>(BUILT_IN_LAYERS));

/**
 * Registers a layer of your own under its kind, so that recipes can name it.
 *
 * @param definition its kind (new, in camel case), options, traits, and the graph that it builds;
 *   `layerProblems` of `trainwell/testing` tries it.
 * @returns the definition.
 * @throws TrainwellError `kind-taken`, or `traits-missing` where plain JavaScript left the traits out.
 */
export function defineLayer<S extends OptionsSchema>(definition: LayerDefinition<S>): LayerDefinition<S> {
  if (definition.traits === undefined) throw traitsMissing(definition.kind);
  return registry.define(definition);
}

function traitsMissing(kind: string): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "traits-missing",
    message: `The layer kind "${kind}" has no traits; expected the facts that findings and treatments use.`,
    details: { kind },
    hint: "Write traits: {} where there is nothing to say.",
  });
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
