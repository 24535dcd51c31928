import { nearest, TrainwellError } from "../base/errors.ts";
import type { LayerSpec } from "./layer-spec.ts";

/** The kind of a layer that applies another layer's kind, options and parameters to its own inputs. */
export const SHARED_KIND = "shared";

/** Keys that a layer which shares may have. */
const OWN_KEYS: ReadonlySet<string> = new Set(["id", "kind", "inputs", "shares"]);

/** Why a layer cannot share what it says it shares, in words that follow the layer's path. */
export interface SharingProblem {
  readonly code: "unknown-shared-layer" | "shares-a-sharer" | "shares-and-options";
  readonly message: string;
  readonly hint: string;
}

/** A layer's parts, as far as sharing looks at them. */
type Sharing = Pick<LayerSpec, "id"> & { readonly kind?: string; readonly shares?: unknown };

/** The reason why the layer at a position cannot share another one's parameters; undefined where it can. */
export function sharingProblem(layers: readonly Sharing[], position: number): SharingProblem | undefined {
  const layer = layers[position];
  const { shares } = layer;
  if (shares === undefined) return undefined;
  const earlier = layers.slice(0, position);
  const owner = earlier.find(({ id }) => id === shares);
  if (owner === undefined) return unknownOwner(layers, layer, earlier);
  if (owner.shares !== undefined) {
    return {
      code: "shares-a-sharer",
      message: `shares "${owner.id}", which itself shares "${owner.shares}"`,
      hint: `Share "${owner.shares}" directly.`,
    };
  }
  const option = Object.keys(layer).find((key) => !OWN_KEYS.has(key));
  if (option === undefined && (layer.kind ?? SHARED_KIND) === SHARED_KIND) return undefined;
  const what = option === undefined ? `the kind "${layer.kind}"` : `the option "${option}"`;
  return {
    code: "shares-and-options",
    message: `shares "${owner.id}" and has ${what} of its own`,
    hint: `Leave it out: kind and options are those of "${owner.id}". Or leave "shares" out.`,
  };
}

function unknownOwner(
  layers: readonly Sharing[],
  layer: Sharing,
  earlier: readonly Sharing[],
): SharingProblem {
  const shares = String(layer.shares);
  const later = layers.some(({ id }) => id === shares);
  const ids = earlier.map(({ id }) => id);
  const guess = nearest(shares, ids);
  return {
    code: "unknown-shared-layer",
    message: `shares "${shares}", which is ${later ? "not defined before it" : "no layer"}`,
    hint: later
      ? `Put the layer with the parameters first.`
      : guess === undefined
        ? `It can share ${ids.join(", ") || "nothing, because it is the first layer"}.`
        : `Did you mean "${guess}"?`,
  };
}

/**
 * The layer whose kind, options and parameters the layer at a position has: itself, or the one that it
 * shares.
 *
 * @throws TrainwellError `unknown-shared-layer`, `shares-a-sharer` or `shares-and-options`, naming the layer.
 */
export function ownerOf(layers: readonly LayerSpec[], position: number): LayerSpec {
  const layer = layers[position];
  const problem = sharingProblem(layers, position);
  if (problem) {
    throw new TrainwellError({
      kind: "input",
      code: problem.code,
      message: `network.layers.${layer.id} ${problem.message}.`,
      details: { layer: layer.id },
      hint: problem.hint,
    });
  }
  return layer.shares === undefined ? layer : layers.find(({ id }) => id === layer.shares)!;
}
