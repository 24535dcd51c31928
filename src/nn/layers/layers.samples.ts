import type { NetworkSample } from "../network.samples.ts";
import { sequenceSamples } from "./sequence.samples.ts";
import { onImages, onSequences, spatialSamples } from "./spatial.samples.ts";

const NUMBERS = [0.5, -1.2, 2, -0.3, 1.1, 0.8, -2.1, 0.4, -0.7, 1.6, -1.4, 0.9];

/** For every kind of layer, networks of that one layer, with inputs away from kinks. Three rows each. */
export const layerSamples: Readonly<Record<string, readonly NetworkSample[]>> = {
  dense: [
    oneLayer("dense", { units: 2 }),
    oneLayer("dense", { units: "outputs", bias: false }),
    deep("dense", { units: 2 }),
  ],
  periodic: [slow("periodic"), slow("periodic", { frequencies: 3, scale: 0.5 })],
  piecewiseLinear: [oneLayer("piecewiseLinear"), oneLayer("piecewiseLinear", { bins: 3 })],
  separateDense: [
    deep("separateDense", { units: 3 }),
    deep("separateDense", { units: "outputs", bias: false }),
  ],
  featureScale: [oneLayer("featureScale"), deep("featureScale")],
  batchEnsembleDense: [
    oneLayer("batchEnsembleDense", { units: 3, members: 2 }),
    deep("batchEnsembleDense", { units: 3, members: 4, bias: false, scales: "randomSigns" }),
  ],
  ensembleHead: [deep("ensembleHead", { units: 3 }), deep("ensembleHead", { units: "outputs", bias: false })],
  flatten: [oneLayer("flatten"), deep("flatten")],
  reshape: [oneLayer("reshape", { shape: [2, 2] }), deep("reshape", { shape: [8] })],
  dropout: [oneLayer("dropout", { rate: 0.4 }), deep("dropout")],
  batchNormalization: [
    oneLayer("batchNormalization"),
    deep("batchNormalization", { momentum: 0.3, epsilon: 0.01 }),
  ],
  layerNormalization: [
    oneLayer("layerNormalization"),
    onImages("layerNormalization", { axes: [1, -1], epsilon: 0.01 }),
    deep("layerNormalization", { affine: false }),
  ],
  groupNormalization: [
    onImages("groupNormalization", { groups: 2 }, [4, 2, 3]),
    oneLayer("groupNormalization", { groups: 1, epsilon: 0.01, affine: false }),
  ],
  instanceNormalization: [
    onImages("instanceNormalization"),
    onSequences("instanceNormalization", { affine: true, epsilon: 0.01 }),
  ],
  rmsNormalization: [
    oneLayer("rmsNormalization"),
    onImages("rmsNormalization", { axes: [-2, -1], epsilon: 0.01 }),
    deep("rmsNormalization", { affine: false }),
  ],
  spatialDropout: [onImages("spatialDropout", { rate: 0.4 }), onSequences("spatialDropout")],
  stochasticDepth: [onImages("stochasticDepth", { rate: 0.4 }), oneLayer("stochasticDepth")],
  gaussianNoise: [oneLayer("gaussianNoise"), deep("gaussianNoise", { standardDeviation: 2 })],
  permute: [deep("permute", { order: [2, 1] }), onImages("permute", { order: [3, 1, 2] })],
  ...spatialSamples,
  ...sequenceSamples,
  add: [twoInputs("add")],
  multiply: [twoInputs("multiply")],
  concatenate: [
    twoInputs("concatenate"),
    {
      layers: [{ id: "layer", kind: "concatenate", inputs: ["features", "other"], axis: -1 }],
      blocks: {
        features: { rowShape: [2, 2], data: NUMBERS },
        other: { rowShape: [2, 1], data: NUMBERS.slice(0, 6) },
      },
    },
  ],
  relu: [oneLayer("relu")],
  leakyRelu: [oneLayer("leakyRelu", { slope: 0.2 })],
  elu: [oneLayer("elu", { alpha: 0.7 })],
  gelu: [oneLayer("gelu"), oneLayer("gelu", { approximation: "tanh" })],
  silu: [oneLayer("silu")],
  selu: [oneLayer("selu")],
  mish: [oneLayer("mish")],
  softplus: [oneLayer("softplus")],
  hardSwish: [oneLayer("hardSwish")],
  prelu: [oneLayer("prelu"), deep("prelu", { slope: 0.1, shared: false })],
  tanh: [oneLayer("tanh")],
  sigmoid: [oneLayer("sigmoid")],
  softmax: [oneLayer("softmax"), deep("softmax")],
};

function oneLayer(kind: string, options: Record<string, unknown> = {}): NetworkSample {
  return {
    layers: [{ id: "layer", kind, ...options }],
    blocks: { features: { rowShape: [4], data: NUMBERS } },
  };
}

/** Small inputs, along which waves bend little, so that differences of them are exact enough. */
function slow(kind: string, options: Record<string, unknown> = {}): NetworkSample {
  const data = NUMBERS.map((number) => 0.1 * number);
  return { layers: [{ id: "layer", kind, ...options }], blocks: { features: { rowShape: [4], data } } };
}

function deep(kind: string, options: Record<string, unknown> = {}): NetworkSample {
  const data = [...NUMBERS, ...NUMBERS.map((number) => 0.7 - number)];
  return { layers: [{ id: "layer", kind, ...options }], blocks: { features: { rowShape: [4, 2], data } } };
}

function twoInputs(kind: string): NetworkSample {
  return {
    layers: [{ id: "layer", kind, inputs: ["features", "other"] }],
    blocks: {
      features: { rowShape: [4], data: NUMBERS },
      other: { rowShape: [4], data: NUMBERS.map((number) => 0.3 + 2 * number) },
    },
  };
}
