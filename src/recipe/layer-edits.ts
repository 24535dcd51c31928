import { nearest, TrainwellError } from "../base/errors.ts";
import { FEATURES, inputsOf, type LayerSpec } from "./layers.ts";

/**
 * Inserts a layer after another one, or before all layers. It reads the other layer (or the features) unless
 * it names its inputs; whoever read the other layer reads it.
 *
 * @throws TrainwellError `patch-unknown-layer`.
 */
export function insertLayer(
  layers: readonly LayerSpec[],
  layer: LayerSpec,
  { after, source }: { after: string | null; source: string },
): LayerSpec[] {
  const index = after === null ? -1 : layerIndex(layers, after, source);
  const replaced = after ?? FEATURES;
  // In first place the default would be the features anyway; elsewhere it is the layer before, which is
  // `after`.
  const rewired = layers.map((consumer) => renameInput(consumer, { from: replaced, to: layer.id }));
  return [...rewired.slice(0, index + 1), layer, ...rewired.slice(index + 1)];
}

/**
 * Removes a layer; whoever read it reads what it read.
 *
 * @throws TrainwellError `patch-unknown-layer`, or `patch-cannot-remove` when the layer has several inputs.
 */
export function removeLayer(layers: readonly LayerSpec[], id: string, source: string): LayerSpec[] {
  const index = layerIndex(layers, id, source);
  const inputs = inputsOf(layers, index);
  if (inputs.length !== 1) {
    throw new TrainwellError({
      kind: "input",
      code: "patch-cannot-remove",
      message:
        `${source}: "network.layers.${id}" cannot be removed, because it joins ${inputs.length} ` +
        `inputs and its readers need one.`,
      details: { source, layer: id },
      hint: `Set the "inputs" of the layers that read "${id}" first.`,
    });
  }
  const [input] = inputs;
  const rest = layers
    .map((consumer) => renameInput(consumer, { from: id, to: input }))
    .filter((layer) => layer.id !== id);
  const follower = layers[index + 1];
  if (follower === undefined || follower.inputs !== undefined) return rest;
  const byDefault = index === 0 ? FEATURES : layers[index - 1].id;
  return input === byDefault
    ? rest
    : rest.map((layer) => (layer.id === follower.id ? withInputs(layer, [input]) : layer));
}

/** The position of a layer. */
export function layerIndex(layers: readonly LayerSpec[], id: string, source: string): number {
  const index = layers.findIndex((layer) => layer.id === id);
  if (index >= 0) return index;
  const known = layers.map((layer) => layer.id);
  const guess = nearest(id, known);
  throw new TrainwellError({
    kind: "input",
    code: "patch-unknown-layer",
    message: `${source}: "network.layers.${id}" does not exist.`,
    details: { source, layer: id, known },
    hint: guess === undefined ? `The layers are ${known.join(", ")}.` : `Did you mean "${guess}"?`,
  });
}

function renameInput(layer: LayerSpec, { from, to }: { from: string; to: string }): LayerSpec {
  if (!layer.inputs?.includes(from)) return layer;
  return { ...layer, inputs: layer.inputs.map((input) => (input === from ? to : input)) };
}

function withInputs({ id, kind, ...rest }: LayerSpec, inputs: readonly string[]): LayerSpec {
  return { id, kind, ...rest, inputs };
}
