import type { Task } from "../data/target/target.ts";
import { FITTING_INITIALIZERS } from "../nn/initializers/index.ts";
import { relu } from "../nn/layers/activation/relu.ts";
import { dense } from "../nn/layers/dense/dense.ts";
import { embedding } from "../nn/layers/embedding/embedding.ts";
import { concatenate } from "../nn/layers/merging/concatenate.ts";
import { dropout } from "../nn/layers/regularization/dropout.ts";
import { meanSquaredError } from "../nn/losses/mean-squared-error.ts";
import { sigmoidCrossEntropy } from "../nn/losses/sigmoid-cross-entropy.ts";
import { softmaxCrossEntropy } from "../nn/losses/softmax-cross-entropy.ts";
import { adam } from "../optim/optimizers/adam.ts";
import { cosine } from "../optim/schedules/cosine.ts";
import { CATEGORY_PREFIX, FEATURES, type LayerSpec, TENSOR_PREFIX } from "./layers.ts";
import { parseRecipe } from "./schema.ts";
import { stepsPerEpoch } from "./step-counts.ts";
import { tensorLayers } from "./tensor-layers.ts";
import type { Recipe } from "./types.ts";

/** The facts about the data that the default recipe depends on. */
export interface BaselineOptions {
  /** The column to predict, or several. */
  readonly target: string | readonly string[];
  /** The kind of prediction; it decides the loss. */
  readonly task: Task;
  /** The number of classes, labels or values. */
  readonly outputs: number;
  /** Training rows. */
  readonly rows: number;
  /** Numbers in the block "features"; 0 when the data has no such block, or its rows are arrays. */
  readonly features: number;
  /**
   * The blocks of category codes, named "category:COLUMN", and those of arrays; other blocks are passed over.
   */
  readonly blocks: readonly {
    readonly name: string;
    readonly cardinality?: number;
    readonly rowShape?: readonly number[];
  }[];
}

/** The facts about a dataset's blocks that the default recipe depends on. */
export function baselineInputs<B extends { name: string; rowShape: readonly number[] }>(
  blocks: readonly B[],
): { features: number; blocks: readonly B[] } {
  const shape = blocks.find((block) => block.name === FEATURES)?.rowShape ?? [];
  return { features: shape.length === 1 ? shape[0] : 0, blocks };
}

const LEARNING_RATE = 0.002;
const [HE] = FITTING_INITIALIZERS.rectifying;
const DROPOUT_RATE = 0.15;
const LOSSES = {
  classification: softmaxCrossEntropy.kind,
  regression: meanSquaredError.kind,
  multiLabel: sigmoidCrossEntropy.kind,
} satisfies Record<Task, string>;

/**
 * The recipe to begin with: standardized inputs that are softly clipped, two hidden layers of 64 to 128 units
 * with ReLU, He initialization and a little dropout, Adam at 0.002, batches of 32 to 128 rows, early
 * stopping; categories beyond one-hot through embeddings. Softmax cross-entropy for classes (also for two),
 * sigmoid cross-entropy for labels, mean squared error for values. Images go through stages of convolution
 * first (`tensorLayers`), are standardized without being clipped, and get half the epochs (8 to 60) with a
 * learning rate that falls along a cosine.
 *
 * With s steps an epoch there are 400 / √s epochs, from 10 to 200, so that small tables get hundreds of steps
 * and large ones many more. The weight decay gives the weights a memory of half the training: 1 / (learning
 * rate · decay) steps (Wang & Aitchison, "How to set AdamW's weight decay as you scale model and dataset
 * size", 2024).
 *
 * @param options the target and the task, and how many rows, features and blocks there are.
 */
export function baselineRecipe(options: BaselineOptions): Recipe {
  const { target, task, rows } = options;
  const batchSize = rows < 2000 ? 32 : rows < 20_000 ? 64 : 128;
  const steps = stepsPerEpoch({ batchSize, lastBatch: "keep" }, rows);
  const isImages = options.blocks.some(({ rowShape = [] }) => rowShape.length === 3);
  const epochs = isImages
    ? clamp(Math.round(200 / Math.sqrt(steps)), 8, 60)
    : clamp(Math.round(400 / Math.sqrt(steps)), 10, 200);
  const weightDecay = Number((2 / (LEARNING_RATE * epochs * steps)).toPrecision(2));
  const json = {
    schema: 1,
    data: { target, task, normalize: "softClip" },
    network: {
      layers: [
        ...inputLayers(options, { linear: false }),
        ...hiddenLayers(options),
        { id: "output", kind: dense.kind, units: "outputs" },
      ],
    },
    loss: { kind: LOSSES[task] },
    optimizer: { kind: adam.kind, learningRate: LEARNING_RATE, weightDecay },
    ...(isImages ? { schedule: { kind: cosine.kind } } : {}),
    training: {
      batchSize,
      epochs,
      earlyStopping: { patience: clamp(Math.round(epochs / (isImages ? 2 : 5)), 3, 40) },
    },
  };
  return parseRecipe(json, { source: "the default recipe" });
}

/**
 * The simple model that a network must beat, trained by the same engine: one layer from the inputs to the
 * outputs with an L2 penalty, which is logistic regression for classes and labels, and ridge regression for
 * values.
 */
export function linearRecipe(options: BaselineOptions): Recipe {
  const { network, ...rest } = baselineRecipe(options);
  const layers = [...inputLayers(options, { linear: true }), network.layers.at(-1)];
  return parseRecipe(
    {
      ...rest,
      network: { layers },
      penalties: { l1: 0, l2: 0.003 },
      optimizer: { ...rest.optimizer, learningRate: 0.01, weightDecay: 0 },
    },
    { source: "the simple model" },
  );
}

/**
 * An embedding for each block of codes, and layers for each block of arrays, joined with the features;
 * nothing where there are only features.
 */
function inputLayers({ blocks, features }: BaselineOptions, { linear }: { linear: boolean }): LayerSpec[] {
  const coded = blocks.filter((block) => block.name.startsWith(CATEGORY_PREFIX));
  const embeddings = coded.map(({ name, cardinality = 2 }, index) => ({
    id: `embedding${index + 1}`,
    kind: embedding.kind,
    inputs: [name],
    units: embeddingUnits(cardinality),
  }));
  const tensors = blocks.flatMap(({ name, rowShape = [] }) =>
    name.startsWith(TENSOR_PREFIX) || rowShape.length > 1 ? [{ name, rowShape }] : [],
  );
  const branches = tensors.map((block, index) =>
    tensorLayers(block, { linear, prefix: tensors.length === 1 ? "" : `array${index + 1}_` }),
  );
  const joined = [
    ...(features > 0 ? [FEATURES] : []),
    ...embeddings.map(({ id }) => id),
    ...branches.map((branch) => branch.at(-1)!.id),
  ];
  const layers = [...embeddings, ...branches.flat()];
  return layers.length === 0 || joined.length === 1
    ? layers
    : [...layers, { id: "joined", kind: concatenate.kind, inputs: joined }];
}

function hiddenLayers({ rows, outputs }: BaselineOptions): LayerSpec[] {
  const widths = [rows < 1000 ? 64 : 128, clamp(outputs, 64, 128)];
  return widths.flatMap((units, index) => [
    { id: `hidden${index + 1}`, kind: dense.kind, units, initializer: HE },
    { id: `relu${index + 1}`, kind: relu.kind },
    { id: `dropout${index + 1}`, kind: dropout.kind, rate: DROPOUT_RATE },
  ]);
}

/** The rule of thumb of fastai for a category's vector: 1.6 · cardinality^0.56, here at most 50. */
export function embeddingUnits(cardinality: number): number {
  return clamp(Math.round(1.6 * cardinality ** 0.56), 1, 50);
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
