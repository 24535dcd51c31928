import { sizeOf } from "../graph/tensor.ts";
import type { ParameterSpec } from "../nn/network.ts";
import { optimizerDefinition } from "../optim/optimizers/index.ts";
import type { Recipe } from "../recipe/schema.ts";
import { groupsOf } from "./parameter-groups.ts";

/**
 * Tensors at least this large travel alone; smaller ones are packed together, because each piece costs nodes.
 */
const SMALLEST_LONE_SIZE = 16384;

/** One named tensor's place in a flat vector. */
export interface Placement {
  readonly name: string;
  readonly shape: readonly number[];
  readonly size: number;
  /** Where the tensor begins within its piece, in elements. */
  readonly offset: number;
}

/** The properties that the members of a piece have in common. */
export interface PieceTraits {
  /** Whether penalties, and weight decay unless the group tells otherwise, apply. */
  readonly decay: boolean;
  /** The group of `optimizer.groups`, counted from 1; 0 for none. */
  readonly group: number;
  /** Whether it is one that the optimizer must see whole; see `OptimizerDefinition.matrices`. */
  readonly matrix: boolean;
  /** The axes along which a unit's incoming weights lie, where their norm is limited. */
  readonly normAxes?: readonly number[];
}

/**
 * A part of the flat state that travels through the training loop as one tensor: a large parameter, or one
 * that is looked at as a matrix, in its own shape, or several small ones packed into a vector.
 */
export interface Piece extends PieceTraits {
  readonly shape: readonly number[];
  readonly size: number;
  readonly members: readonly Placement[];
}

/** How named tensors lie in one flat vector: the pieces follow one another without gaps. */
export interface Layout {
  readonly size: number;
  readonly pieces: readonly Piece[];
}

type Spec = Pick<ParameterSpec, "name" | "shape" | "layer" | "decay" | "table" | "unitAxis">;
type TensorSpec = Pick<ParameterSpec, "name" | "shape"> & Partial<PieceTraits>;

/**
 * Lays a recipe's parameters out; where it neither decays nor penalizes weights, nothing sets the decayed
 * ones apart, and all small ones are one piece.
 *
 * @throws TrainwellError `optimizer-group-unmatched` when a group of the optimizer's matches no parameter.
 */
export function layOutParameters(
  specs: readonly Spec[],
  recipe: Pick<Recipe, "optimizer" | "penalties" | "network">,
): Layout {
  const { optimizer, penalties } = recipe;
  const decays = optimizer.weightDecay > 0 || penalties.l1 > 0 || penalties.l2 > 0;
  const matrices = optimizerDefinition(optimizer.kind).matrices?.(optimizer);
  const groups = groupsOf(
    specs.map(({ name }) => name),
    optimizer,
  );
  return layOut(
    specs.map((spec, index) => ({
      name: spec.name,
      shape: spec.shape,
      decay: decays && spec.decay,
      group: groups[index],
      matrix: matrices !== undefined && isMatrix(spec, { recipe, which: matrices }),
      ...(penalties.maxNorm > 0 && isWeight(spec) ? { normAxes: incomingAxes(spec) } : {}),
    })),
  );
}

function isWeight({ shape, decay }: Spec): boolean {
  return decay && shape.length >= 2;
}

/**
 * Weights of two and more dimensions, apart from tables and, where the hidden ones are asked for, the last
 * layer's.
 */
function isMatrix(
  spec: Spec,
  { recipe, which }: { recipe: Pick<Recipe, "network">; which: "hidden" | "all" },
): boolean {
  const { layers } = recipe.network;
  const layer = layers.find(({ id }) => id === spec.layer);
  const last = layer !== undefined && (layer === layers[layers.length - 1] || layer.units === "outputs");
  return isWeight(spec) && spec.table !== true && (which === "all" || !last);
}

/**
 * The axes along which a unit's incoming weights lie: all but that of the units. Where their layer does not
 * tell, a matrix is [in, out], a kernel [out, in, ...window], and of a table each row counts as a unit.
 */
export function incomingAxes({
  shape,
  table,
  unitAxis,
}: Pick<Spec, "shape" | "table" | "unitAxis">): number[] {
  const units = unitAxis ?? (shape.length === 2 && table !== true ? 1 : 0);
  return shape.map((_, axis) => axis).filter((axis) => axis !== units);
}

/** Lays a network's buffers out, which are never decayed. */
export function layOutBuffers(specs: readonly Pick<ParameterSpec, "name" | "shape">[]): Layout {
  return layOut(specs.map((spec) => ({ ...spec, decay: false })));
}

/**
 * Lays named tensors out: large ones and those seen whole alone, the others packed by what they have in
 * common.
 */
export function layOut(specs: readonly TensorSpec[]): Layout {
  const traits = specs.map((spec) => ({ decay: false, group: 0, matrix: false, ...spec }));
  const isLone = (spec: (typeof traits)[number]) =>
    sizeOf(spec.shape) >= SMALLEST_LONE_SIZE || spec.matrix || spec.normAxes !== undefined;
  const lone = traits.filter(isLone).map((spec) => pack([spec], spec.shape));
  const byTraits = new Map<string, typeof traits>();
  // Decayed ones first, as they have always lain.
  const small = traits.filter((spec) => !isLone(spec)).sort((a, b) => Number(b.decay) - Number(a.decay));
  for (const spec of small) {
    const key = `${spec.group} ${spec.decay}`;
    byTraits.set(key, [...(byTraits.get(key) ?? []), spec]);
  }
  const pieces = [...lone, ...[...byTraits.values()].map((group) => pack(group))];
  return { size: pieces.reduce((sum, piece) => sum + piece.size, 0), pieces };
}

function pack(
  specs: readonly (Pick<ParameterSpec, "name" | "shape"> & PieceTraits)[],
  shape?: readonly number[],
): Piece {
  let size = 0;
  const members = specs.map((spec) => {
    const member = { name: spec.name, shape: spec.shape, size: sizeOf(spec.shape), offset: size };
    size += member.size;
    return member;
  });
  const { decay, group, matrix, normAxes } = specs[0];
  return { shape: shape ?? [size], size, decay, group, matrix, ...(normAxes ? { normAxes } : {}), members };
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
