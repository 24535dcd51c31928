import { ACTIVATION_KINDS } from "../nn/activation-kinds.ts";
import { inputsOf, type LayerSpec } from "../recipe/layers.ts";
import type { Recipe } from "../recipe/schema.ts";

/** Layer kinds that bend: each follows a layer with weights. */
export { ACTIVATION_KINDS as ACTIVATIONS } from "../nn/activation-kinds.ts";
/** Activations whose slope vanishes on both sides. */
export const SATURATING: ReadonlySet<string> = new Set(["tanh", "sigmoid"]);

/** Convolutions, whose output has its channels on axis 1. */
export const CONVOLUTIONS: ReadonlySet<string> = new Set([
  "convolution1d",
  "convolution2d",
  "depthwiseConvolution2d",
  "separableConvolution2d",
  "transposedConvolution1d",
  "transposedConvolution2d",
]);
const RECURRENT: ReadonlySet<string> = new Set(["lstm", "gru"]);
/** Layers with a number of units that other layers only see as the width of their input. */
const SIZED: ReadonlySet<string> = new Set(["dense", "selfAttention", ...CONVOLUTIONS, ...RECURRENT]);

/** A layer with a number of units of its own. */
export type SizedLayer = LayerSpec & { readonly units: number };

/** The parts of a recipe's network that treatments change, in the order of the layers. */
export interface Architecture {
  readonly layers: readonly LayerSpec[];
  /** All dense layers, the output layer included. */
  readonly dense: readonly LayerSpec[];
  /** Dense layers with a number of units of their own. */
  readonly hidden: readonly SizedLayer[];
  /** Convolutions with a number of filters of their own. */
  readonly convolutions: readonly SizedLayer[];
  readonly recurrent: readonly LayerSpec[];
  /** Every layer whose width can be chosen: dense layers, convolutions, memories and attention with units of their own. */
  readonly sized: readonly SizedLayer[];
  /** Every layer that learns a map of all of its inputs, the output layer included: what gradients and updates are compared over. */
  readonly weighted: readonly LayerSpec[];
  /** Activations that are not the last layer. */
  readonly activations: readonly LayerSpec[];
  /** Of single units and of whole channels. */
  readonly dropouts: readonly LayerSpec[];
}

/** Sorts a recipe's layers by their role. */
export function architectureOf(recipe: Recipe): Architecture {
  const { layers } = recipe.network;
  const weighted = layers.filter(({ kind }) => SIZED.has(kind));
  const sized = weighted.filter((layer): layer is SizedLayer => typeof layer.units === "number");
  return {
    layers,
    dense: layers.filter(({ kind }) => kind === "dense"),
    hidden: sized.filter(({ kind }) => kind === "dense"),
    convolutions: sized.filter(({ kind }) => CONVOLUTIONS.has(kind)),
    recurrent: layers.filter(({ kind }) => RECURRENT.has(kind)),
    sized,
    weighted,
    activations: layers.slice(0, -1).filter((layer) => ACTIVATION_KINDS.has(layer.kind)),
    dropouts: layers.filter(({ kind }) => kind === "dropout" || kind === "spatialDropout"),
  };
}

/** The layers that read `id`. */
export function readersOf(recipe: Recipe, id: string): LayerSpec[] {
  const { layers } = recipe.network;
  return layers.filter((_, index) => inputsOf(layers, index).includes(id));
}

/** Layers that give each example one row of numbers, whatever they read. */
const FLATTENING: ReadonlySet<string> = new Set(["flatten", "globalAveragePool", "globalMaxPool"]);
/** Layers that give a row for each time. */
const ALONG_TIME: ReadonlySet<string> = new Set(["selfAttention", "positionalEncoding", "permute"]);

/** Whether the layers say that a layer's output, or a data block, is a sequence: a row of numbers for each time. */
export function isSequence(recipe: Recipe, id: string): boolean {
  const { layers } = recipe.network;
  const index = layers.findIndex((layer) => layer.id === id);
  if (index < 0) return false;
  const { kind, shares } = layers[index];
  const owner = kind === "shared" ? layers.find((layer) => layer.id === shares)! : layers[index];
  if (FLATTENING.has(owner.kind) || CONVOLUTIONS.has(owner.kind)) return false;
  if (owner.kind === "lstm" || owner.kind === "gru") return owner.returnSequences === true;
  if (owner.kind === "reshape") return (owner.shape as readonly number[]).length === 2;
  // Codes of a sequence have no category column to tell how many there are.
  if (owner.kind === "embedding") return owner.cardinality !== undefined;
  return ALONG_TIME.has(owner.kind) || inputsOf(layers, index).some((input) => isSequence(recipe, input));
}

/** Layers that give each place a value of its own, or take the most of some, and so keep the number of channels or features. */
const WIDTH_KEEPING: ReadonlySet<string> = new Set([
  ...ACTIVATION_KINDS,
  "batchNormalization",
  "layerNormalization",
  "groupNormalization",
  "instanceNormalization",
  "rmsNormalization",
  "dropout",
  "spatialDropout",
  "gaussianNoise",
  "stochasticDepth",
  "positionalEncoding",
  "maxPool1d",
  "maxPool2d",
  "averagePool1d",
  "averagePool2d",
  "globalAveragePool",
  "globalMaxPool",
  "upsample",
  "zeroPadding",
  "add",
  "multiply",
]);

/** The layer whose units (or channels) a layer's output has, through layers that keep them; else the layer or block itself. */
export function widthSource(recipe: Recipe, id: string): string {
  const layer = recipe.network.layers.find((candidate) => candidate.id === id);
  if (layer === undefined) return id;
  if (layer.kind === "shared") return widthSource(recipe, layer.shares!);
  const keeps =
    WIDTH_KEEPING.has(layer.kind) || (layer.kind === "selfAttention" && layer.units === undefined);
  return keeps ? widthSource(recipe, inputsOfLayer(recipe, id)[0]) : id;
}

/** Whether the network looks at images or signals through convolutions. */
export function convolves(recipe: Recipe): boolean {
  return architectureOf(recipe).convolutions.length > 0;
}

/** The names that a layer reads. */
export function inputsOfLayer(recipe: Recipe, id: string): readonly string[] {
  const { layers } = recipe.network;
  return inputsOf(
    layers,
    layers.findIndex((layer) => layer.id === id),
  );
}

/** An id that no layer has: `base`, or `base2`, `base3`, and so on; `taken` are ids that the same patch gives away. */
export function freshId(recipe: Recipe, base: string, taken: ReadonlySet<string> = new Set()): string {
  const used = new Set([...recipe.network.layers.map((layer) => layer.id), ...taken]);
  let id = base;
  for (let count = 2; used.has(id); count++) id = `${base}${count}`;
  return id;
}

/** A layer's numeric option, or the kind's default where the recipe leaves it out. */
export function numericOption(layer: LayerSpec, name: string, fallback: number): number {
  const value = Object.hasOwn(layer, name) ? layer[name] : undefined;
  // A number that follows a course over the training counts as what it ends at.
  const last = isRecord(value) ? value.to : value;
  return typeof last === "number" ? last : fallback;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
