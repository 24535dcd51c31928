import * as z from "zod/mini";
import { nearest, TrainwellError } from "../base/errors.ts";
import { option } from "../base/option.ts";
import type { LayerSpec } from "../nn/layer-spec.ts";
import { allLayers } from "../nn/layers/index.ts";
import { SHARED_KIND, sharingProblem } from "../nn/sharing.ts";
import { isHostileKey } from "./hostile-keys.ts";
import { invalid, type Place, parseAt } from "./issues.ts";
import { parseKind } from "./kinds.ts";

export type { LayerSpec } from "../nn/layer-spec.ts";

/** The block of numbers that the first layer reads unless told otherwise. */
export const FEATURES = "features";
/** Blocks of category codes are named by this and the column's name. */
export const CATEGORY_PREFIX = "category:";
/** Blocks of arrays that are not the only input are named by this and the column's name. */
export const TENSOR_PREFIX = "tensor:";

/** The keys that every layer has beside the options of its kind. */
export const layerFrame = z.looseObject({
  id: option(z.string(), {
    help:
      "Unique and stable, because patches and ranges address layers by it: letters, digits, - and " +
      "_, beginning with a letter.",
  }),
  kind: option(z.optional(z.string()), { help: "Which layer it is; left out where another one is shared." }),
  inputs: option(z.optional(z.array(z.string()).check(z.minLength(1))), {
    help:
      "Ids of earlier layers or names of data blocks; left out, the layer before, and for the first " +
      'layer "features".',
  }),
  shares: option(z.optional(z.string()), {
    help:
      "The id of an earlier layer whose kind, options and parameters this one applies to its own " +
      "inputs.",
  }),
});
/** More take seconds to compile; the deepest networks in use have some hundreds. */
const MOST_LAYERS = 1000;
const layersFrame = z.array(layerFrame).check(z.minLength(1), z.maxLength(MOST_LAYERS));

const ID_PATTERN = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/**
 * Checks the layers of a recipe by their kinds and as a graph, and fills the defaults of their options.
 *
 * @throws TrainwellError naming the layer: `recipe-invalid`, `recipe-unknown-key`, `recipe-duplicate-id`,
 * `recipe-layer-input`, `recipe-layer-unused`, or, of layers that share another,
 * `recipe-unknown-shared-layer`, `recipe-shares-a-sharer` or `recipe-shares-and-options`.
 */
export function parseLayers(value: unknown, place: Place): LayerSpec[] {
  const frames = parseAt(layersFrame, value, place);
  frames.forEach((frame, index) => {
    checkId(frame.id, { source: place.source, path: [...place.path, index, "id"] });
  });
  const layers = frames.map((_, index) => parseLayer(frames, index, place));
  checkUnique(layers, place);
  checkInputs(layers, place);
  checkUsed(layers, place);
  return layers;
}

function parseLayer(
  frames: readonly z.output<typeof layerFrame>[],
  index: number,
  { source, path }: Place,
): LayerSpec {
  const { id, inputs, shares, ...options } = frames[index];
  const read = inputs === undefined ? {} : { inputs };
  if (shares !== undefined) {
    checkSharing(frames, index, { source, path });
    return { id, kind: SHARED_KIND, shares, ...read };
  }
  const { kind, ...own } = parseKind(
    { ...options, kind: kindOf(frames[index], { source, path }) },
    allLayers(),
    {
      source,
      path: [...path, id],
      what: "layer kind",
    },
  );
  return { id, kind, ...read, ...own };
}

function kindOf({ id, kind }: z.output<typeof layerFrame>, { source, path }: Place): string {
  if (kind !== undefined && kind !== SHARED_KIND) return kind;
  const expected = kind === undefined ? "a kind of layer" : 'another kind, or beside "shares"';
  const hint = 'Name a kind such as "dense", or the layer to share with "shares".';
  throw invalid({ source, path: [...path, id, "kind"] }, { expected, received: kind, hint });
}

function checkSharing(
  frames: readonly z.output<typeof layerFrame>[],
  index: number,
  { source, path }: Place,
): void {
  const problem = sharingProblem(frames, index);
  if (problem === undefined) return;
  const at = [...path, frames[index].id].join(".");
  throw new TrainwellError({
    kind: "input",
    code: `recipe-${problem.code}`,
    message: `${source}: "${at}" ${problem.message}.`,
    details: { source, path: `${at}.shares` },
    hint: problem.hint,
  });
}

/** The names that a layer reads: its own inputs, or the previous layer, or the features. */
export function inputsOf(layers: readonly LayerSpec[], index: number): readonly string[] {
  return layers[index].inputs ?? [index === 0 ? FEATURES : layers[index - 1].id];
}

/** The blocks of the data that layers read. */
export function blocksRead(layers: readonly LayerSpec[]): Set<string> {
  return new Set(layers.flatMap((_, index) => inputsOf(layers, index)).filter(isDataBlock));
}

/** Whether an input names a block of the data and not a layer. */
export function isDataBlock(input: string): boolean {
  const isOf = (prefix: string) => input.startsWith(prefix) && input.length > prefix.length;
  return input === FEATURES || isOf(CATEGORY_PREFIX) || isOf(TENSOR_PREFIX);
}

function checkId(id: string, place: Place): void {
  if (ID_PATTERN.test(id) && id !== FEATURES && !isHostileKey(id)) return;
  const expected = `a name of letters, digits, - and _ that begins with a letter (and is not "${FEATURES}")`;
  throw invalid(place, { expected, received: id });
}

function checkUnique(layers: readonly LayerSpec[], { source, path }: Place): void {
  const seen = new Set<string>();
  for (const { id } of layers) {
    if (seen.has(id)) {
      throw new TrainwellError({
        kind: "input",
        code: "recipe-duplicate-id",
        message: `${source}: "${path.join(".")}" has two layers with the id "${id}".`,
        details: { source, layer: id },
        hint: "Give every layer an id of its own.",
      });
    }
    seen.add(id);
  }
}

function checkInputs(layers: readonly LayerSpec[], { source, path }: Place): void {
  const ids = layers.map((layer) => layer.id);
  layers.forEach((layer, index) => {
    for (const input of layer.inputs ?? []) {
      const position = ids.indexOf(input);
      if (isDataBlock(input) || (position >= 0 && position < index)) continue;
      throw inputError({
        source,
        layer: `${path.join(".")}.${layer.id}`,
        input,
        position,
        index,
        known: [FEATURES, ...ids.slice(0, index)],
      });
    }
  });
}

function inputError(at: {
  source: string;
  layer: string;
  input: string;
  position: number;
  index: number;
  known: readonly string[];
}): TrainwellError {
  const why =
    at.position === at.index
      ? "reads its own output, which would be a cycle"
      : at.position > at.index
        ? `reads "${at.input}", which is defined after it`
        : `reads "${at.input}", which is neither an earlier layer nor a data block`;
  const guess = nearest(at.input, at.known);
  const ordered = "Put the layer that is read before the one that reads it.";
  const known =
    guess === undefined
      ? `It can read ${at.known.join(", ")} or ${CATEGORY_PREFIX}COLUMN.`
      : `Did you mean "${guess}"?`;
  return new TrainwellError({
    kind: "input",
    code: "recipe-layer-input",
    message: `${at.source}: "${at.layer}" ${why}.`,
    details: { source: at.source, path: `${at.layer}.inputs`, input: at.input },
    hint: at.position >= at.index ? ordered : known,
  });
}

/** A layer that nothing reads would never be trained; only the last one is the network's output. */
function checkUsed(layers: readonly LayerSpec[], { source, path }: Place): void {
  const used = new Set(layers.flatMap((_, index) => inputsOf(layers, index)));
  const unused = layers.slice(0, -1).find((layer) => !used.has(layer.id));
  if (unused === undefined) return;
  throw new TrainwellError({
    kind: "input",
    code: "recipe-layer-unused",
    message:
      `${source}: nothing reads the output of "${path.join(".")}.${unused.id}", and it is not the ` +
      `last layer.`,
    details: { source, layer: unused.id },
    hint: `Name "${unused.id}" in another layer's "inputs", or remove it.`,
  });
}
