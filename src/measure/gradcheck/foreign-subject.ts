import { TrainwellError } from "../../base/errors.ts";
import type { DataBlock, Dataset } from "../../data/prepare/dataset.ts";
import { formatShape, sameShape, sizeOf } from "../../graph/tensor.ts";
import { lossDefinition } from "../../nn/losses/index.ts";
import { describeRecipe } from "../../program/describe-recipe.ts";
import { isKeyPort, PORTS } from "../../program/ports.ts";
import { CATEGORY_PREFIX, inputsOf } from "../../recipe/layers.ts";
import type { Recipe } from "../../recipe/schema.ts";
import { evaluateGraph } from "../../runtime/reference.ts";
import type { GraphSubject } from "./check-graph.ts";
import type { ForeignGradients, ForeignTensor } from "./foreign-gradients.ts";
import { recipeSubject } from "./recipe-subject.ts";

/**
 * How far the losses of two programs may be apart, relative to their size: sums in another order, in that
 * precision.
 */
const SAME_LOSS = { float64: 1e-9, float32: 1e-4 } as const;

/**
 * The training step of a recipe at the parameters and on the batch of another program.
 *
 * @param source names the file, for messages.
 * @throws TrainwellError `gradients-misfit` where a tensor's shape is not the recipe's, `gradients-random`
 *   where the loss depends on random numbers, which another program does not share, and
 *   `gradients-other-loss` where the two losses differ.
 */
export function foreignSubject(
  recipe: Recipe,
  { foreign, source }: { foreign: ForeignGradients; source: string },
): GraphSubject {
  if (recipe.training.mixup > 0)
    throw random(source, { what: "the recipe mixes examples by random shares", change: "training.mixup=0" });
  const dataset = datasetOf(recipe, foreign, source);
  const blocks = new Map(
    [...foreign.inputs, [PORTS.target, foreign.target] as const].map(
      ([name, { data }]) => [name, data] as const,
    ),
  );
  if (foreign.weights) blocks.set(PORTS.weights, foreign.weights.data);
  const parameters = new Map([...foreign.parameters].map(([name, { data }]) => [name, data] as const));
  const rows = Int32Array.from({ length: dataset.rows }, (_, row) => row);
  const subject = recipeSubject(recipe, { dataset, rows, exact: { parameters, blocks } });
  const names = new Set(subject.tensors.map(({ name }) => name));
  const unknown = [...foreign.gradients.keys()].find((name) => !names.has(name));
  if (unknown !== undefined) throw unknownParameter(unknown, { names, source });
  for (const { name, shape } of subject.tensors) {
    checkShape(name, { shape, received: foreign.parameters.get(name), source });
    const gradient = foreign.gradients.get(name);
    if (gradient) checkShape(`gradient:${name}`, { shape, received: gradient, source });
  }
  checkSameLoss(subject, { foreign, source });
  return subject;
}

function checkShape(
  name: string,
  {
    shape,
    received,
    source,
  }: { shape: readonly number[]; received: ForeignTensor | undefined; source: string },
): void {
  if (received && sameShape(shape, received.shape)) return;
  const turned = received && sameShape(shape, received.shape.toReversed());
  throw new TrainwellError({
    kind: "input",
    code: "gradients-misfit",
    message:
      `${source}: "${name}": expected ${formatShape(shape)}, received ` +
      `${received ? formatShape(received.shape) : "nothing"}.`,
    details: { source, tensor: name, expected: shape, received: received?.shape ?? null },
    hint: turned
      ? "Transpose it: the weight of a dense layer is [inputs, units], and PyTorch's is [units, inputs]."
      : "Export the same network, with the recipe's names; trainwell gradcheck RECIPE lists them with " +
        "their shapes.",
  });
}

function unknownParameter(
  name: string,
  { names, source }: { names: ReadonlySet<string>; source: string },
): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "gradients-misfit",
    message:
      `${source}: "gradient:${name}": expected the name of a parameter of the recipe, and it has ` +
      `none of this name.`,
    details: { source, received: name, expected: [...names] },
    hint: `Its parameters are ${[...names].join(", ")}.`,
  });
}

/** A dataset of the file's batch; where it matters, its numbers are replaced by those in double precision. */
function datasetOf(recipe: Recipe, foreign: ForeignGradients, source: string): Dataset {
  const [first] = foreign.inputs.values();
  const rows = first.shape[0] ?? 0;
  const batch = [...foreign.inputs, ["target", foreign.target] as const, ...weightsOf(foreign)];
  for (const [name, tensor] of batch)
    checkShape(name, { shape: [rows, ...tensor.shape.slice(1)], received: tensor, source });
  const blocks = [...foreign.inputs].map(([name, tensor]) => blockOf(name, tensor, { recipe, foreign }));
  const dataset = { rows, blocks, target: targetOf(recipe, { foreign, blocks }) };
  return foreign.weights ? { ...dataset, weights: Float32Array.from(foreign.weights.data) } : dataset;
}

function weightsOf({ weights }: ForeignGradients): [string, ForeignTensor][] {
  return weights ? [["weights", weights]] : [];
}

function blockOf(
  name: string,
  { shape, data }: ForeignTensor,
  { recipe, foreign }: { recipe: Recipe; foreign: ForeignGradients },
): DataBlock {
  const rowShape = shape.slice(1);
  if (!name.startsWith(CATEGORY_PREFIX))
    return { name, dtype: "float32", rowShape, data: Float32Array.from(data) };
  const { layers } = recipe.network;
  const reader = layers.find((_, index) => inputsOf(layers, index).includes(name));
  const codes =
    foreign.parameters.get(`${reader?.id}.table`)?.shape[0] ??
    data.reduce((most, code) => Math.max(most, code + 1), 1);
  return { name, dtype: "int32", rowShape, cardinality: codes, data: Int32Array.from(data) };
}

function targetOf(
  recipe: Recipe,
  { foreign, blocks }: { foreign: ForeignGradients; blocks: readonly DataBlock[] },
): NonNullable<Dataset["target"]> {
  const { shape, data } = foreign.target;
  const width = sizeOf(shape.slice(1));
  const names = Array.from({ length: width }, (_, index) => String(index));
  const kinds = lossDefinition(recipe.loss.kind).targets;
  const kind = shape.length === 1 || !kinds.includes("labels") ? kinds[0] : "labels";
  const numbers = Float32Array.from(data);
  if (kind === "labels") return { kind, labels: names, data: numbers };
  if (kind === "values")
    return { kind, width, data: numbers, mean: names.map(() => 0), scale: names.map(() => 1) };
  const count = classesOf(recipe, {
    foreign,
    blocks,
    atLeast: data.reduce((most, code) => Math.max(most, code + 1), 2),
  });
  const classes = Array.from({ length: count }, (_, index) => String(index));
  return { kind, classes, data: Int32Array.from(data) };
}

/**
 * How many classes there are: the batch need not hold all, but only one number gives the parameters their
 * shapes.
 */
function classesOf(
  recipe: Recipe,
  { foreign, blocks, atLeast }: { foreign: ForeignGradients; blocks: readonly DataBlock[]; atLeast: number },
): number {
  const sizes = [...foreign.parameters.values()].flatMap(({ shape }) => shape);
  const candidates = [atLeast, ...new Set(sizes)].filter((size) => size >= atLeast);
  const fits = (outputs: number) =>
    describeRecipe(recipe, { inputs: blocks, outputs }).parameters.every(({ name, shape }) =>
      sameShape(shape, foreign.parameters.get(name)?.shape ?? []),
    );
  return candidates.find(fits) ?? atLeast;
}

function checkSameLoss(
  { objective, feeds, batchSize }: GraphSubject,
  { foreign, source }: { foreign: ForeignGradients; source: string },
): void {
  const lossWith = (shift: number) => {
    const moved = [...feeds].map(([name, feed]) =>
      isKeyPort(name)
        ? ([name, { ...feed, data: feed.data.map((key) => key + shift) }] as const)
        : ([name, feed] as const),
    );
    return evaluateGraph([objective], new Map(moved), { batchSize })[0].data[0];
  };
  const loss = lossWith(0);
  if (loss !== lossWith(1))
    throw random(source, {
      what: "the recipe's loss depends on random numbers, such as dropout's masks",
      change: "network.layers.ID.rate=0",
    });
  if (foreign.loss === undefined) return;
  const float32 = [...foreign.gradients.values()].some(({ precision }) => precision === "float32");
  const allowed = SAME_LOSS[float32 ? "float32" : "float64"] * Math.max(Math.abs(loss), 1);
  if (Math.abs(loss - foreign.loss) <= allowed) return;
  throw new TrainwellError({
    kind: "input",
    code: "gradients-other-loss",
    message:
      `${source}: the loss is ${foreign.loss} there and ${loss} by the recipe, so the two compute ` +
      `different things before any gradient.`,
    details: { source, received: foreign.loss, expected: loss },
    hint:
      "Compare the forward passes: training mode, the mean over the batch, penalties, epsilons, the " +
      "layout of weights.",
  });
}

function random(source: string, { what, change }: { what: string; change: string }): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "gradients-random",
    message: `${source}: ${what}, which another program does not share.`,
    details: { source },
    hint: `Leave it out in both, here by --set ${change}.`,
  });
}
