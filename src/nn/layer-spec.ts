import * as z from "zod/mini";
import { nearest, TrainwellError } from "../base/errors.ts";
import type { LayerDefinition } from "./layer.ts";

/** The block that the first layer consumes when it names no inputs. */
const FIRST_INPUT = "features";

/** A layer as a recipe writes it; all other keys are the options of its kind. */
export interface LayerSpec {
  /**
   * Unique and stable: patches and ranges address layers by it. Letters, digits, - and _, beginning with a
   * letter.
   */
  readonly id: string;
  readonly kind: string;
  /**
   * Ids of earlier layers or names of data blocks; by default the layer before, for the first layer
   * "features".
   */
  readonly inputs?: readonly string[];
  /**
   * The id of an earlier layer whose kind, options and parameters this one applies to its own inputs; its
   * kind is "shared".
   */
  readonly shares?: string;
  readonly [option: string]: unknown;
}

/**
 * The names that a layer consumes, with the default filled in.
 *
 * @param blocks the data blocks by name.
 * @throws TrainwellError when the layer's id is taken, or an input is neither an earlier layer nor a data
 * block.
 */
export function layerInputs(
  layers: readonly LayerSpec[],
  position: number,
  blocks: ReadonlyMap<string, unknown>,
): readonly string[] {
  const layer = layers[position];
  const earlier = layers.slice(0, position).map(({ id }) => id);
  if (earlier.includes(layer.id) || blocks.has(layer.id)) {
    throw new TrainwellError({
      kind: "input",
      code: "id-taken",
      message:
        `network.layers has two things called "${layer.id}"; ids of layers and names of data blocks ` +
        `must be unique.`,
      details: { layer: layer.id },
      hint: "Rename one of them.",
    });
  }
  const names = layer.inputs ?? [position === 0 ? FIRST_INPUT : layers[position - 1].id];
  for (const name of names)
    if (!earlier.includes(name) && !blocks.has(name))
      throw unknownInput(layers, layer, { name, blocks, earlier });
  if (names.length === 0) {
    throw new TrainwellError({
      kind: "input",
      code: "no-inputs",
      message: `network.layers.${layer.id}.inputs is empty; expected at least one layer or data block.`,
      details: { layer: layer.id },
      hint: `Leave "inputs" out to consume the layer before, or name them.`,
    });
  }
  return names;
}

function unknownInput(
  layers: readonly LayerSpec[],
  layer: LayerSpec,
  {
    name,
    blocks,
    earlier,
  }: { name: string; blocks: ReadonlyMap<string, unknown>; earlier: readonly string[] },
): TrainwellError {
  const known = [...blocks.keys(), ...earlier];
  const later = layers.some(({ id }) => id === name);
  const meant = nearest(name, known);
  return new TrainwellError({
    kind: "input",
    code: "unknown-input",
    message: later
      ? `network.layers.${layer.id}.inputs: layer "${name}" is not defined before "${layer.id}".`
      : `network.layers.${layer.id}.inputs: there is no layer or data block "${name}"; expected one of ` +
        `${known.join(", ")}.`,
    details: { layer: layer.id, input: name, known },
    hint: later
      ? `Move "${name}" before "${layer.id}".`
      : meant === undefined
        ? undefined
        : `Did you mean "${meant}"?`,
  });
}

/**
 * The options of a layer, checked against its kind's schema, with defaults filled in.
 *
 * @throws TrainwellError `wrong-option` with the option's path.
 */
export function layerOptions(layer: LayerSpec, definition: LayerDefinition): Record<string, unknown> {
  const { id, kind, inputs: _inputs, shares: _shares, ...options } = layer;
  const result = z.safeParse(definition.options, options);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const unknown = issue.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const path = ["network.layers", id, ...issue.path, ...(unknown === undefined ? [] : [unknown])].join(".");
  const known = Object.keys(definition.options.shape);
  const received =
    JSON.stringify(issue.path.reduce<unknown>((value, key) => property(value, key), options)) ?? "nothing";
  throw new TrainwellError({
    kind: "input",
    code: "wrong-option",
    message:
      unknown === undefined
        ? `${path}: a ${kind} layer cannot have the value ${received}.`
        : `${path}: a ${kind} layer has no option "${unknown}"; expected one of ` +
          `${known.join(", ") || "none"}.`,
    details: { layer: id, path },
    hint: unknown === undefined ? undefined : didYouMean(unknown, known),
  });
}

function property(value: unknown, key: PropertyKey): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? Reflect.get(value, key)
    : undefined;
}

function didYouMean(word: string, known: readonly string[]): string | undefined {
  const meant = nearest(word, known);
  return meant === undefined ? undefined : `Did you mean "${meant}"?`;
}
