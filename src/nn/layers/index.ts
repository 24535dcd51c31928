import { TrainwellError } from "../../base/errors.ts";
import { Registry } from "../../base/registry.ts";
import type { LayerDefinition, OptionsSchema } from "../layer.ts";
import { elu } from "./activation/elu.ts";
import { gelu } from "./activation/gelu.ts";
import { hardSwish } from "./activation/hard-swish.ts";
import { leakyRelu } from "./activation/leaky-relu.ts";
import { mish } from "./activation/mish.ts";
import { prelu } from "./activation/prelu.ts";
import { relu } from "./activation/relu.ts";
import { selu } from "./activation/selu.ts";
import { sigmoid } from "./activation/sigmoid.ts";
import { silu } from "./activation/silu.ts";
import { softmax } from "./activation/softmax.ts";
import { softplus } from "./activation/softplus.ts";
import { tanh } from "./activation/tanh.ts";
import { convolution1d } from "./convolution/convolution1d.ts";
import { convolution2d } from "./convolution/convolution2d.ts";
import { depthwiseConvolution2d } from "./convolution/depthwise-convolution2d.ts";
import { separableConvolution2d } from "./convolution/separable-convolution2d.ts";
import { transposedConvolution1d } from "./convolution/transposed-convolution1d.ts";
import { transposedConvolution2d } from "./convolution/transposed-convolution2d.ts";
import { batchEnsembleDense } from "./dense/batch-ensemble-dense.ts";
import { dense } from "./dense/dense.ts";
import { ensembleHead } from "./dense/ensemble-head.ts";
import { featureScale } from "./dense/feature-scale.ts";
import { separateDense } from "./dense/separate-dense.ts";
import { embedding } from "./embedding/embedding.ts";
import { periodic } from "./embedding/periodic.ts";
import { piecewiseLinear } from "./embedding/piecewise-linear.ts";
import { add } from "./merging/add.ts";
import { concatenate } from "./merging/concatenate.ts";
import { multiply } from "./merging/multiply.ts";
import { batchNormalization } from "./normalization/batch-normalization.ts";
import { groupNormalization } from "./normalization/group-normalization.ts";
import { instanceNormalization } from "./normalization/instance-normalization.ts";
import { layerNormalization } from "./normalization/layer-normalization.ts";
import { rmsNormalization } from "./normalization/rms-normalization.ts";
import { averagePool1d } from "./pooling/average-pool1d.ts";
import { averagePool2d } from "./pooling/average-pool2d.ts";
import { globalAveragePool } from "./pooling/global-average-pool.ts";
import { globalMaxPool } from "./pooling/global-max-pool.ts";
import { maxPool1d } from "./pooling/max-pool1d.ts";
import { maxPool2d } from "./pooling/max-pool2d.ts";
import { dropout } from "./regularization/dropout.ts";
import { gaussianNoise } from "./regularization/gaussian-noise.ts";
import { spatialDropout } from "./regularization/spatial-dropout.ts";
import { stochasticDepth } from "./regularization/stochastic-depth.ts";
import { flatten } from "./reshaping/flatten.ts";
import { permute } from "./reshaping/permute.ts";
import { reshape } from "./reshaping/reshape.ts";
import { upsample } from "./reshaping/upsample.ts";
import { zeroPadding } from "./reshaping/zero-padding.ts";
import { gru } from "./sequence/gru.ts";
import { lstm } from "./sequence/lstm.ts";
import { positionalEncoding } from "./sequence/positional-encoding.ts";
import { selfAttention } from "./sequence/self-attention.ts";

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
