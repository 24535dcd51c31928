import type { LayerSpec } from "../layer-spec.ts";

/** A kind of layer by name, or with its options; null for none. */
export type LayerChoice = string | { readonly kind: string; readonly [option: string]: unknown } | null;

/** Layers one after the other: `part` ends the id of each, so that the ids of a block are `${id}-${part}`. */
export interface ChainPart {
  readonly part: string;
  readonly layer: LayerChoice;
}

/** The place of a block in a network, which every block is told. */
export interface BlockPlace {
  /** The block's id: that of its last layer, which others read; the ids of its other layers begin with it. */
  readonly id: string;
  /** The block's input: an earlier layer's id or a data block. */
  readonly input: string;
}

/**
 * The specs of a chain of layers, of which the first reads `input`; parts whose layer is null are left out.
 */
export function chain({ id, input }: BlockPlace, parts: readonly ChainPart[]): LayerSpec[] {
  const present = parts.flatMap(({ part, layer }) => (layer === null ? [] : [{ part, layer }]));
  return present.map(({ part, layer }, position): LayerSpec => {
    const options = typeof layer === "string" ? { kind: layer } : layer;
    return { id: `${id}-${part}`, ...options, ...(position === 0 ? { inputs: [input] } : {}) };
  });
}

/** The id of the last layer, or what a chain without layers read. */
export function lastId(layers: readonly LayerSpec[], input: string): string {
  return layers.at(-1)?.id ?? input;
}
