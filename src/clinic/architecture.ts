import type { ActivationTraits, LayerFacts, ValueRange } from "../nn/layer-traits.ts";
import { ownerOf, SHARED_KIND } from "../nn/sharing.ts";
import { optionDefault, traitsOf } from "../nn/traits-of.ts";
import { inputsOf, type LayerSpec } from "../recipe/layers.ts";
import type { Recipe } from "../recipe/schema.ts";

/** A layer with a number of units of its own. */
export type SizedLayer = LayerSpec & { readonly units: number };

/** The parts of a recipe's network that treatments change, in the order of the layers. */
export interface Architecture {
  readonly layers: readonly LayerSpec[];
  /** All dense layers, the output layer included. */
  readonly dense: readonly LayerSpec[];
  /** Dense layers with a number of units of their own, but the last layer. */
  readonly hidden: readonly SizedLayer[];
  /** Convolutions with a number of filters of their own. */
  readonly convolutions: readonly SizedLayer[];
  readonly recurrent: readonly LayerSpec[];
  /** Every layer whose width can be chosen: layers that learn a map, with units of their own. */
  readonly sized: readonly SizedLayer[];
  /**
   * Every layer that learns a map of all of its inputs, the output layer included: what gradients and updates
   * are compared over.
   */
  readonly weighted: readonly LayerSpec[];
  /** Activations that are not the last layer. */
  readonly activations: readonly LayerSpec[];
  /** Those of them that are bounded on both sides. */
  readonly saturating: readonly LayerSpec[];
  /** Those of them whose units can die. */
  readonly dying: readonly LayerSpec[];
  /** Layers that take their statistics from the batch. */
  readonly batchNormalized: readonly LayerSpec[];
  /** Of single units and of whole channels. */
  readonly dropouts: readonly LayerSpec[];
}

/** Sorts a recipe's layers by their role. */
export function architectureOf(recipe: Recipe): Architecture {
  const { layers } = recipe.network;
  const known = layers.map((layer) => ({ layer, traits: traitsOf(layer) }));
  const having = (holds: (traits: LayerFacts) => boolean) =>
    known.filter(({ traits }) => holds(traits)).map(({ layer }) => layer);
  const learning = (by: LayerFacts["weighted"]) => having(({ weighted }) => weighted === by);
  const bending = (holds: (activation: ActivationTraits) => boolean) =>
    having(({ activation }) => activation !== undefined && holds(activation)).filter(
      ({ id }) => id !== layers.at(-1)!.id,
    );
  // The last layer's width is the target's, also where it is told as a number.
  const isHidden = (layer: LayerSpec): layer is SizedLayer =>
    hasUnits(layer) && layer.id !== layers.at(-1)!.id;
  return {
    layers,
    dense: learning("linear"),
    hidden: learning("linear").filter(isHidden),
    convolutions: learning("convolution").filter(isHidden),
    recurrent: learning("memory"),
    sized: having(({ weighted }) => weighted !== undefined).filter(isHidden),
    weighted: having(({ weighted }) => weighted !== undefined),
    activations: bending(() => true),
    saturating: bending(({ saturates }) => saturates !== undefined),
    dying: bending(({ dies }) => dies === true),
    batchNormalized: having(({ normalizes }) => normalizes === "batch"),
    dropouts: having(({ drops }) => drops === "values" || drops === "channels"),
  };
}

function hasUnits(layer: LayerSpec): layer is SizedLayer {
  return typeof layer.units === "number";
}

/**
 * The last layer, or the one before layers that pass values on, where it keeps the outputs within bounds;
 * undefined where the outputs may be any numbers.
 */
export function outputActivation(recipe: Recipe): { layer: LayerSpec; range: ValueRange } | undefined {
  const { layers } = recipe.network;
  let index = layers.length - 1;
  while (index >= 0) {
    const { range, passesOn } = traitsOf(layers[index]);
    if (range !== undefined) return { layer: layers[index], range };
    if (!passesOn) return undefined;
    const [before] = inputsOf(layers, index);
    index = layers.findIndex((layer) => layer.id === before);
  }
  return undefined;
}

/** Whether a layer bends each value by itself. */
export function isActivation(layer: LayerSpec): boolean {
  return traitsOf(layer).activation !== undefined;
}

/** The layers that read `id`. */
export function readersOf(recipe: Recipe, id: string): LayerSpec[] {
  const { layers } = recipe.network;
  return layers.filter((_, index) => inputsOf(layers, index).includes(id));
}

/**
 * Whether the layers say that a layer's output, or a data block, is a sequence: a row of numbers for each
 * time.
 */
export function isSequence(recipe: Recipe, id: string): boolean {
  const { layers } = recipe.network;
  const index = layers.findIndex((layer) => layer.id === id);
  if (index < 0) return false;
  const gives = traitsOf(ownerOf(layers, index)).givesSequence;
  return gives ?? inputsOf(layers, index).some((input) => isSequence(recipe, input));
}

/**
 * The layer whose units (or channels) a layer's output has, through layers that keep them; else the layer or
 * block itself.
 */
export function widthSource(recipe: Recipe, id: string): string {
  const layer = recipe.network.layers.find((candidate) => candidate.id === id);
  if (layer === undefined) return id;
  if (layer.kind === SHARED_KIND) return widthSource(recipe, layer.shares!);
  return traitsOf(layer).keepsWidth ? widthSource(recipe, inputsOfLayer(recipe, id)[0]) : id;
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

/**
 * An id that no layer has: `base`, or `base2`, `base3`, and so on; `taken` are ids that the same patch gives
 * away.
 */
export function freshId(recipe: Recipe, base: string, taken: ReadonlySet<string> = new Set()): string {
  const used = new Set([...recipe.network.layers.map((layer) => layer.id), ...taken]);
  let id = base;
  for (let count = 2; used.has(id); count++) id = `${base}${count}`;
  return id;
}

/**
 * A layer's numeric option, or the kind's default where the recipe leaves it out; NaN where neither is a
 * number.
 */
export function numericOption(layer: LayerSpec, name: string): number {
  const value = Object.hasOwn(layer, name) ? layer[name] : optionDefault(layer.kind, name);
  // A number that follows a course over the training counts as what it ends at.
  const last = isRecord(value) ? value.to : value;
  return typeof last === "number" ? last : Number.NaN;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
