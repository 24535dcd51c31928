import { add, divide, greater, logicalAnd, multiply, scalar, sum, where } from "../graph/operations/index.ts";
import type { Tensor } from "../graph/tensor.ts";
import { clipByGlobalNorm, clipByValue } from "../optim/clip.ts";
import { limitNorms } from "../optim/max-norm.ts";
import { optimizerDefinition } from "../optim/optimizers/index.ts";
import type { Recipe } from "../recipe/schema.ts";
import { FlatInputs } from "./flat-inputs.ts";
import { type Layout, layOut, type Piece } from "./layout.ts";
import { decaysAll, groupScalar, optimizerOfGroup } from "./parameter-groups.ts";
import { PORTS } from "./ports.ts";
import type { ScalarInputs } from "./scalar-inputs.ts";

/** The gradients, the state and the options that the update starts from. */
export interface UpdateParts {
  readonly recipe: Recipe;
  readonly scalars: ScalarInputs;
  readonly dtype: "float32" | "float64";
  readonly parameters: Layout;
  readonly state: FlatInputs;
  /** The gradient of each piece of the parameters on this mini-batch. */
  readonly gradients: readonly Tensor[];
  /** In mixed precision, whether the gradients are finite: where not, the step changes no weight. */
  readonly finite?: Tensor | undefined;
  /**
   * The weight of the mini-batch beside others, a scalar: its examples' total weight; undefined for their
   * number.
   */
  readonly weight: Tensor | undefined;
  readonly buffers: Layout;
  /** The buffers after this step, piece by piece. */
  readonly newBuffers: readonly Tensor[];
}

/** A carried vector with what the step leaves of it. */
export interface CarriedFlat {
  readonly flat: FlatInputs;
  readonly outputs: readonly Tensor[];
}

/**
 * The parameters after the step, the state that travels beside them, and the gradients that the update was
 * made with.
 */
export interface BuiltUpdate {
  readonly parameters: readonly Tensor[];
  readonly slots: readonly CarriedFlat[];
  readonly gradients: readonly Tensor[];
}

/**
 * The second half of a step: from the gradients to the new parameters. With `training.accumulate`, gradients
 * are summed over mini-batches and all but an update's last step leave the parameters as they are (they
 * compute the update too, and drop it). Then clipping, the optimizer with its groups, the limit of norms, and
 * the average of the weights.
 */
export function buildUpdate(parts: UpdateParts): BuiltUpdate {
  const accumulation = parts.recipe.training.accumulate > 1 ? accumulate(parts) : undefined;
  const gradients = clip(accumulation?.mean ?? parts.gradients, parts);
  const { slotNames, slots, updates } = optimize(gradients, parts);
  const isUpdate = accumulation?.isUpdate ?? parts.finite;
  const kept = (next: Tensor, before: Tensor) =>
    isUpdate === undefined ? next : where(isUpdate, next, before);
  const newParameters = updates.map(({ parameter }, index) => kept(parameter, parts.state.pieces[index]));
  const optimizerSlots = slotNames.map((_, slot) => ({
    flat: slots[slot],
    outputs: updates.map((update, index) => kept(update.slots[slot], slots[slot].pieces[index])),
  }));
  return {
    parameters: newParameters,
    gradients,
    slots: [...optimizerSlots, ...(accumulation?.carried ?? []), ...averages(newParameters, parts)],
  };
}

function accumulate({ scalars, dtype, parameters, gradients, weight, finite }: UpdateParts) {
  const sums = new FlatInputs(PORTS.accumulated, parameters, dtype);
  const total = new FlatInputs(PORTS.accumulatedWeight, TOTAL_LAYOUT, dtype);
  const kept = scalars.get("accumulate.kept");
  // A mini-batch whose gradients are not finite is left out of its update.
  const counted = (value: Tensor) => (finite === undefined ? value : where(finite, value, scalar(0, dtype)));
  const own = counted(weight ?? scalars.get("accumulate.examples"));
  const newTotal = add(multiply(total.pieces[0], kept), own);
  const newSums = gradients.map((gradient, index) =>
    add(multiply(sums.pieces[index], kept), multiply(counted(gradient), own)),
  );
  // The total has the shape [1], which must not become a scalar gradient's.
  const divisor = sum(newTotal);
  const isLast = greater(scalars.get("accumulate.isLast"), scalar(0.5, dtype));
  return {
    isUpdate: finite === undefined ? isLast : logicalAnd(isLast, greater(divisor, scalar(0, dtype))),
    mean: newSums.map((gradient) => divide(gradient, divisor)),
    carried: [
      { flat: sums, outputs: newSums },
      { flat: total, outputs: [newTotal] },
    ],
  };
}

const TOTAL_LAYOUT = layOut([{ name: PORTS.accumulatedWeight, shape: [1] }]);

function clip(gradients: readonly Tensor[], { recipe, scalars }: UpdateParts): readonly Tensor[] {
  const { value, globalNorm } = recipe.clip;
  let clipped = gradients;
  if (value > 0) clipped = clipByValue(clipped, scalars.get("clip.value", value));
  if (globalNorm > 0) clipped = clipByGlobalNorm(clipped, scalars.get("clip.globalNorm", globalNorm));
  return clipped;
}

function optimize(gradients: readonly Tensor[], parts: UpdateParts) {
  const { recipe, parameters, state, dtype } = parts;
  const optimizer = optimizerDefinition(recipe.optimizer.kind);
  const slotNames = optimizer.slots(recipe.optimizer).map(({ name }) => name);
  const slots = slotNames.map((name) => new FlatInputs(name, parameters, dtype));
  const updates = parameters.pieces.map((piece, index) => {
    const { parameter, slots: newSlots } = optimizer.update({
      parameter: state.pieces[index],
      gradient: gradients[index],
      slots: slots.map((slot) => slot.pieces[index]),
      scalar: (name) => optimizerScalar(name, piece, parts.scalars),
      decay: piece.decay || decaysAll(recipe.optimizer, piece.group),
      matrix: piece.matrix,
      options: optimizerOfGroup(recipe.optimizer, piece.group),
    });
    return { parameter: limited(parameter, piece, parts), slots: newSlots };
  });
  return { slotNames, slots, updates };
}

/**
 * An optimizer's scalar for a piece. One that no step changes is the same for every group, since no group may
 * tell it otherwise.
 */
function optimizerScalar(name: string, { group }: Piece, scalars: ScalarInputs): Tensor {
  return scalars.get(scalars.isConstant(name) ? name : groupScalar(name, group));
}

function limited(parameter: Tensor, { normAxes }: Piece, { recipe, scalars }: UpdateParts): Tensor {
  if (normAxes === undefined) return parameter;
  const limit = scalars.get("penalties.maxNorm", recipe.penalties.maxNorm);
  return limitNorms(parameter, { axes: normAxes, limit });
}

/** The averages of the parameters and, where there are any, of the buffers: a ← oldShare·a + newShare·w. */
function averages(newParameters: readonly Tensor[], parts: UpdateParts): CarriedFlat[] {
  const { recipe, scalars, dtype, parameters, buffers, newBuffers } = parts;
  if (recipe.training.averaging === null) return [];
  const [oldShare, newShare] = [scalars.get("averaging.oldShare"), scalars.get("averaging.newShare")];
  const average = (name: string, layout: Layout, values: readonly Tensor[]): CarriedFlat => {
    const flat = new FlatInputs(name, layout, dtype);
    const outputs = flat.pieces.map((piece, index) =>
      add(multiply(piece, oldShare), multiply(values[index], newShare)),
    );
    return { flat, outputs };
  };
  return [
    average(PORTS.averageParameters, parameters, newParameters),
    ...(buffers.size > 0 ? [average(PORTS.averageBuffers, buffers, newBuffers)] : []),
  ];
}
