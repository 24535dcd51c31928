import { sizeOf } from "../graph/tensor.ts";
import type { ParameterSpec } from "../nn/network.ts";
import type { Recipe } from "../recipe/schema.ts";

/** Tensors at least this large travel alone; smaller ones are packed together, because each piece costs nodes. */
const SMALLEST_LONE_SIZE = 16384;

/** One named tensor's place in a flat vector. */
export interface Placement {
  readonly name: string;
  readonly shape: readonly number[];
  readonly size: number;
  /** Where the tensor begins within its piece, in elements. */
  readonly offset: number;
}

/**
 * A part of the flat state that travels through the training loop as one tensor: a large parameter in its own shape,
 * or several small ones packed into a vector. All members of a piece are decayed, or none is.
 */
export interface Piece {
  readonly shape: readonly number[];
  readonly size: number;
  readonly decay: boolean;
  readonly members: readonly Placement[];
}

/** How named tensors lie in one flat vector: the pieces follow one another without gaps. */
export interface Layout {
  readonly size: number;
  readonly pieces: readonly Piece[];
}

/**
 * Lays a recipe's parameters out; where it neither decays nor penalizes weights, nothing sets the decayed ones apart,
 * and all small ones are one piece.
 */
export function layOutParameters(
  specs: readonly Pick<ParameterSpec, "name" | "shape" | "decay">[],
  { optimizer, penalties }: Pick<Recipe, "optimizer" | "penalties">,
): Layout {
  const decays = optimizer.weightDecay > 0 || penalties.l1 > 0 || penalties.l2 > 0;
  return layOut(specs.map((spec) => ({ ...spec, decay: decays && spec.decay })));
}

/** Lays named tensors out: large ones alone, the small ones packed by whether they are decayed. */
export function layOut(specs: readonly Pick<ParameterSpec, "name" | "shape" | "decay">[]): Layout {
  const lone = specs
    .filter((spec) => sizeOf(spec.shape) >= SMALLEST_LONE_SIZE)
    .map((spec) => pack([spec], spec.shape));
  const small = specs.filter((spec) => sizeOf(spec.shape) < SMALLEST_LONE_SIZE);
  const packed = [true, false]
    .map((decay) => small.filter((spec) => spec.decay === decay))
    .filter((group) => group.length > 0)
    .map((group) => pack(group));
  const pieces = [...lone, ...packed];
  return { size: pieces.reduce((sum, piece) => sum + piece.size, 0), pieces };
}

function pack(
  specs: readonly Pick<ParameterSpec, "name" | "shape" | "decay">[],
  shape?: readonly number[],
): Piece {
  let size = 0;
  const members = specs.map((spec) => {
    const member = { name: spec.name, shape: spec.shape, size: sizeOf(spec.shape), offset: size };
    size += member.size;
    return member;
  });
  return { shape: shape ?? [size], size, decay: specs[0].decay, members };
}

/** Each named tensor with its view into a flat vector, in layout order. */
export function namedViews(
  layout: Layout,
  flat: Float32Array,
): Map<string, { shape: readonly number[]; data: Float32Array }> {
  const views = new Map<string, { shape: readonly number[]; data: Float32Array }>();
  let start = 0;
  for (const piece of layout.pieces) {
    for (const member of piece.members) {
      const from = start + member.offset;
      views.set(member.name, { shape: member.shape, data: flat.subarray(from, from + member.size) });
    }
    start += piece.size;
  }
  return views;
}

/** The flat vector of named tensors; the counterpart of {@link namedViews}. */
export function flatten(layout: Layout, named: ReadonlyMap<string, ArrayLike<number>>): Float32Array {
  const flat = new Float32Array(layout.size);
  for (const [name, view] of namedViews(layout, flat)) view.data.set(named.get(name)!);
  return flat;
}
