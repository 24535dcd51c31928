import { applyPatch } from "../../recipe/patch.ts";
import { parseRecipe, type Recipe } from "../../recipe/schema.ts";
import {
  branchingRecipe,
  diabetesRecipe,
  digitsRecipe,
  imageRecipe,
  sigmoidRecipe,
} from "../evidence.samples.ts";

/** Recipes of all families of networks, by what they are, for treatments to be tried on. */
export const RECIPES: Readonly<Record<string, () => Recipe>> = {
  digits: digitsRecipe,
  diabetes: diabetesRecipe,
  "deep sigmoid": sigmoidRecipe,
  "branching with embeddings": branchingRecipe,
  image: imageRecipe,
  "batch-normalized": normalizedRecipe,
  labels: labelsRecipe,
  "sequence with shared layers": sequenceRecipe,
  "normalized images": stagesRecipe,
  "residual images": residualRecipe,
  "deep tanh images": tanhImageRecipe,
  memory: memoryRecipe,
  transformer: transformerRecipe,
  "grouped convolutions": groupedRecipe,
  "softmax at the end": boundedRecipe,
};

/** The layers, on images [1, 5, 5] where they begin with a convolution, else on six features. */
export function layersRecipe(layers: readonly object[]): Recipe {
  return parseRecipe({ ...digitsRecipe(), network: { layers } }, { source: "the layers" });
}

const output = { id: "output", kind: "dense", units: "outputs" };

function boundedRecipe(): Recipe {
  return layersRecipe([output, { id: "probabilities", kind: "softmax" }]);
}

/** The default network of images, in small. */
export function stagesRecipe(): Recipe {
  return layersRecipe([
    { id: "convolution1", kind: "convolution2d", units: 4, kernel: 3, padding: "same", bias: false },
    { id: "normalization1", kind: "batchNormalization" },
    { id: "activation1", kind: "relu" },
    { id: "pool1", kind: "maxPool2d" },
    { id: "flatten", kind: "flatten" },
    { id: "hidden1", kind: "dense", units: 6, initializer: "heNormal" },
    { id: "relu1", kind: "relu" },
    { id: "dropout1", kind: "dropout", rate: 0.15 },
    output,
  ]);
}

export function residualRecipe(): Recipe {
  return layersRecipe([
    { id: "stem", kind: "convolution2d", units: 4, kernel: 3, padding: "same" },
    { id: "stemRelu", kind: "relu" },
    { id: "inner", kind: "convolution2d", units: 4, kernel: 3, padding: "same" },
    { id: "innerNorm", kind: "groupNormalization", groups: 2 },
    { id: "block", kind: "add", inputs: ["stemRelu", "innerNorm"] },
    { id: "blockRelu", kind: "relu" },
    { id: "pool", kind: "globalAveragePool" },
    output,
  ]);
}

export function tanhImageRecipe(): Recipe {
  const initializer = { kind: "uniform", limit: 1 };
  const stages = [1, 2, 3, 4].flatMap((stage) => [
    { id: `c${stage}`, kind: "convolution2d", units: 4, kernel: 3, padding: "same", initializer },
    { id: `t${stage}`, kind: "tanh" },
  ]);
  return layersRecipe([...stages, { id: "flat", kind: "flatten" }, output]);
}

/** Two memories, each way, and a sum of them with what they read. */
export function memoryRecipe(): Recipe {
  return layersRecipe([
    { id: "times", kind: "reshape", shape: [3, 2] },
    { id: "lower", kind: "lstm", units: 4, returnSequences: true },
    { id: "upper", kind: "gru", units: 4, returnSequences: true },
    { id: "both", kind: "add", inputs: ["lower", "upper"] },
    { id: "last", kind: "gru", units: 3, bidirectional: true },
    output,
  ]);
}

export function transformerRecipe(): Recipe {
  return layersRecipe([
    { id: "times", kind: "reshape", shape: [3, 2] },
    { id: "tokens", kind: "dense", units: 12 },
    { id: "places", kind: "positionalEncoding" },
    { id: "attention", kind: "selfAttention", heads: 3 },
    { id: "attended", kind: "add", inputs: ["places", "attention"] },
    { id: "norm", kind: "layerNormalization" },
    { id: "inner", kind: "dense", units: 24 },
    { id: "gelu", kind: "gelu" },
    { id: "outer", kind: "dense", units: 12 },
    { id: "sum", kind: "add", inputs: ["norm", "outer"] },
    { id: "flat", kind: "flatten" },
    output,
  ]);
}

function groupedRecipe(): Recipe {
  return layersRecipe([
    { id: "first", kind: "convolution2d", units: 6, kernel: 3, padding: "same" },
    { id: "relu1", kind: "relu" },
    { id: "grouped", kind: "convolution2d", units: 6, kernel: 3, groups: 3 },
    { id: "relu2", kind: "relu" },
    { id: "depth", kind: "depthwiseConvolution2d", kernel: 1 },
    { id: "pool", kind: "globalMaxPool" },
    output,
  ]);
}

/**
 * Six features as three times of two: dense layers along time, attention that is applied twice, a memory at
 * the end.
 */
export function sequenceRecipe(): Recipe {
  const layers = [
    { id: "times", kind: "reshape", shape: [3, 2] },
    { id: "hidden", kind: "dense", units: 4 },
    { id: "relu", kind: "relu" },
    { id: "attention", kind: "selfAttention", heads: 2 },
    { id: "again", shares: "attention" },
    { id: "wider", kind: "dense", units: 4 },
    { id: "tanh", kind: "tanh" },
    { id: "memory", kind: "lstm", units: 5 },
    { id: "last", kind: "dense", units: 4 },
    { id: "lastRelu", kind: "relu" },
    { id: "output", kind: "dense", units: "outputs" },
  ];
  return parseRecipe({ ...digitsRecipe(), network: { layers } }, { source: "the sequence" });
}

function normalizedRecipe(): Recipe {
  const layer = { id: "normalization1", kind: "batchNormalization" };
  return applyPatch(digitsRecipe(), [{ op: "insert", after: "hidden1", layer }]);
}

function labelsRecipe(): Recipe {
  const { data, ...rest } = digitsRecipe();
  const labels = { data: { ...data, task: "multiLabel" }, loss: { kind: "sigmoidCrossEntropy" } };
  return parseRecipe({ ...rest, ...labels }, { source: "the labels" });
}
