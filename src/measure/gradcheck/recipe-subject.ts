import { hashName, normal, randomKey, STREAMS } from "../../base/random.ts";
import type { Dataset } from "../../data/prepare/dataset.ts";
import type { ReferenceArray } from "../../graph/operation.ts";
import { concreteShape, type Tensor } from "../../graph/tensor.ts";
import { topologicalOrder } from "../../graph/traverse.ts";
import { type Hyperparameter, hyperparameterAt } from "../../nn/hyperparameter.ts";
import { blockTypes, evaluationData, outputsOf } from "../../program/dataset-blocks.ts";
import { initialWeights } from "../../program/initial-weights.ts";
import { balancedLoss, checkLossTarget } from "../../program/loss-target.ts";
import { MIXUP_SHARE } from "../../program/mixup.ts";
import { PORTS } from "../../program/ports.ts";
import { buildStepProgram, type StepProgram } from "../../program/step-program.ts";
import type { Recipe } from "../../recipe/schema.ts";
import type { GraphSubject, GraphTensor } from "./check-graph.ts";

/**
 * Parameters that begin all equal, such as biases at zero, are moved apart by normal numbers of this size.
 */
const SPREAD = 0.1;

/**
 * The share of an example's own numbers where a recipe mixes examples: neither of the two then hides behind
 * the other.
 */
const MIXED_SHARE = 0.6;

/** Rows of data to check a recipe's gradients on. */
export interface RecipeBatch {
  readonly dataset: Dataset;
  /** Numbers of rows of the dataset, all with a target. */
  readonly rows: Int32Array;
  /**
   * Numbers in double precision in place of the initial parameters, by name, and of the batch's blocks,
   * "target" and "weights".
   */
  readonly exact?: {
    readonly parameters: ReadonlyMap<string, Float64Array>;
    readonly blocks: ReadonlyMap<string, Float64Array>;
  };
}

/**
 * The training step of a recipe as a subject: what the step descends (the loss with its penalties, in
 * training mode) and the gradients that it computes, in float64. Random layers keep one key, so that their
 * masks are held fixed; batch normalization takes the statistics of the batch; mixup mixes by a fixed share.
 * The parameters are the recipe's initial ones, before they are calibrated; those that begin all equal are
 * moved apart, because zeros hide terms and put whole layers on their kinks.
 */
export function recipeSubject(recipe: Recipe, batch: RecipeBatch): GraphSubject {
  const { dataset, rows } = batch;
  const target = dataset.target!;
  checkLossTarget(recipe.loss, target);
  const loss = balancedLoss(recipe.loss, target, rows);
  const step = buildStepProgram(
    { ...recipe, loss },
    {
      inputs: blockTypes(dataset),
      target: target.kind,
      outputs: outputsOf(dataset, loss),
      weighted: dataset.weights !== undefined,
      probes: false,
      dtype: "float64",
    },
  );
  const { seed } = recipe.training;
  const feeds = feedsOf(step, { ...batch, seed });
  return {
    objective: step.descent.objective,
    tensors: tensorsOf(step),
    feeds,
    batchSize: rows.length,
  };
}

function pieceInputs(step: StepProgram, name: string): readonly Tensor[] {
  const carried = step.program.carried.find((state) => state.name === name);
  return carried?.pieces.map((piece) => piece.input) ?? [];
}

/** The parameters in the order of the layers. */
function tensorsOf(step: StepProgram): GraphTensor[] {
  const inputs = pieceInputs(step, PORTS.parameters);
  const placed = step.parameters.pieces.flatMap((piece, index) =>
    piece.members.map((member) => ({ ...member, piece: index })),
  );
  return step.network.parameters.map(({ name, layer, shape }) => {
    const { piece, offset, size } = placed.find((member) => member.name === name)!;
    const region = { input: inputs[piece], offset, size };
    return { name, layer, shape, region, gradient: step.descent.gradients[piece] };
  });
}

/** The values of all inputs that the objective reads. */
function feedsOf(step: StepProgram, batch: RecipeBatch & { seed: number }): Map<string, ReferenceArray> {
  const { rows } = batch;
  const values = valuesOf(step, batch);
  const feeds = new Map<string, ReferenceArray>();
  for (const node of topologicalOrder([step.descent.objective])) {
    if (node.operation !== "input") continue;
    const name = String(node.attributes.name);
    const data = values.get(name)!;
    feeds.set(name, { dtype: node.dtype, shape: concreteShape(node.shape, rows.length), data });
  }
  return feeds;
}

function valuesOf(step: StepProgram, { dataset, rows, exact, seed }: RecipeBatch & { seed: number }) {
  const { parameters, buffers } = initialWeights(step, seed);
  const initial = Float64Array.from(parameters);
  const point = exact ? placed(step, initial, exact.parameters) : spreadApart(step, initial, seed);
  const batch = evaluationData(dataset, rows);
  const blocks = [...batch.blocks, { ...batch.target, name: PORTS.target }];
  return new Map<string, Float64Array>([
    ...piecesOf(PORTS.parameters, step.parameters, point),
    ...piecesOf(PORTS.buffers, step.buffers, Float64Array.from(buffers)),
    ...blocks.map(({ name, data }) => [name, Float64Array.from(data as ArrayLike<number>)] as const),
    ...(batch.weights ? [[PORTS.weights, Float64Array.from(batch.weights)] as const] : []),
    ...(exact?.blocks ?? []),
    ...dataset.blocks.flatMap(normalizationOf),
    ...step.randomLayers.map(
      (layer) =>
        [PORTS.key(layer), Float64Array.of(randomKey(seed, STREAMS.dropout, hashName(layer), 0))] as const,
    ),
    [PORTS.scalar(MIXUP_SHARE), Float64Array.of(MIXED_SHARE)] as const,
    ...step.scalars.flatMap(({ name, value }) =>
      value === undefined ? [] : [[PORTS.scalar(name), Float64Array.of(atTheEnd(value))] as const],
    ),
  ]);
}

/** A number that follows the training's course, at its end, where ramps are at their goal. */
function atTheEnd(value: Hyperparameter): number {
  return hyperparameterAt(value, { done: 1, total: 1 });
}

function piecesOf(
  name: string,
  layout: StepProgram["parameters"],
  flat: Float64Array,
): (readonly [string, Float64Array])[] {
  let start = 0;
  return layout.pieces.map((piece, index) => {
    const data = flat.slice(start, start + piece.size);
    start += piece.size;
    return [PORTS.piece(name, index), data] as const;
  });
}

function normalizationOf({ name, normalization }: Dataset["blocks"][number]) {
  if (normalization === undefined) return [];
  const factors = normalization.scale.map((scale) => 1 / scale);
  return [
    [PORTS.shift(name), Float64Array.from(normalization.shift)] as const,
    [PORTS.factor(name), Float64Array.from(factors)] as const,
  ];
}

/** Numbers that were given, at the places of their parameters; what does not fit its place is left out. */
function placed(
  step: StepProgram,
  flat: Float64Array,
  given: ReadonlyMap<string, Float64Array>,
): Float64Array {
  let start = 0;
  for (const piece of step.parameters.pieces) {
    for (const { name, offset, size } of piece.members) {
      const values = given.get(name);
      if (values?.length === size) flat.set(values, start + offset);
    }
    start += piece.size;
  }
  return flat;
}

function spreadApart(step: StepProgram, flat: Float64Array, seed: number): Float64Array {
  let start = 0;
  for (const piece of step.parameters.pieces) {
    for (const { name, offset, size } of piece.members) {
      const own = flat.subarray(start + offset, start + offset + size);
      const key = randomKey(seed, STREAMS.sampling, hashName(name));
      if (own.every((value) => value === own[0]))
        own.forEach((value, index) => {
          own[index] = value + SPREAD * normal(key, index);
        });
    }
    start += piece.size;
  }
  return flat;
}
