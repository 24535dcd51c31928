import { TrainwellError } from "../base/errors.ts";
import { Augmenter } from "../data/augment/augmenter.ts";
import type { Dataset } from "../data/dataset.ts";
import { sizeOf } from "../graph/tensor.ts";
import { initializeParameters } from "../nn/initializers/index.ts";
import { type LossSpec, outputsForTarget } from "../nn/losses/outputs.ts";
import type { ParameterSpec } from "../nn/network.ts";
import type { Recipe } from "../recipe/schema.ts";
import { rowsPerBatch } from "../recipe/step-counts.ts";
import { compileProgram } from "../runtime/cache.ts";
import type { Device } from "../runtime/lower.ts";
import type { BlockType } from "./block-inputs.ts";
import { buildCalibrationProgram, calibratedParameters } from "./calibration-program.ts";
import { devMetricFor } from "./dev-metric.ts";
import { checkEmbeddedCodes } from "./embedded-codes.ts";
import { buildEvaluationProgram } from "./evaluation-program.ts";
import { flatten } from "./layout.ts";
import { balancedLoss, checkLossTarget } from "./loss-target.ts";
import { type OutputBias, outputBias } from "./output-bias.ts";
import type { Calibration, EvaluationData, Feed, PlanBlock, TrainingPlan } from "./plan.ts";
import { PORTS } from "./ports.ts";
import { buildStepProgram, type StepProgram } from "./step-program.ts";

/** Below this many multiplications in the forward pass of a step, a second thread costs more than it brings. */
const SMALLEST_THREADED_STEP = 3e7;

/** The rows to train on and those to judge by; numbers into the dataset. */
export interface TrainingRows {
  readonly train: Int32Array;
  /** Without dev rows there is no early stopping, and the last weights are kept. */
  readonly dev?: Int32Array;
}

/** The blocks of a dataset, without their data. */
export function blockTypes(dataset: Pick<Dataset, "blocks">): BlockType[] {
  return dataset.blocks.map(({ name, dtype, rowShape, cardinality, normalization }) => ({
    name,
    dtype,
    rowShape,
    ...(cardinality === undefined ? {} : { cardinality }),
    ...(normalization === undefined ? {} : { normalization }),
  }));
}

/**
 * The number of output units that a dataset's target asks for: one a class, a label or a value; with a `loss` that predicts
 * quantiles, one for each quantile of each value.
 */
export function outputsOf({ target }: Pick<Dataset, "target">, loss?: LossSpec): number {
  if (target === undefined) return 1;
  if (target.kind === "classes") return target.classes.length;
  if (target.kind === "labels") return target.labels.length;
  return loss === undefined ? target.width : outputsForTarget(loss, target.width);
}

/**
 * Prepares a training: builds and compiles the programs, draws the initial weights, and gathers the dev rows.
 *
 * @param options `float16` (by default false) says that the device computes in float16, which a recipe of mixed precision
 *   then does; its state is the same without. `probes` by default on; `device` by default the CPU: weights, data and checkpoints are the same for all
 *   devices, the compiled programs are not; `threads` by default as many as the size of a step pays for; `spinning` (by
 *   default off) lets waiting threads spin: up to 1.3 times faster where nothing else wants the cores, 2 to 3 times slower
 *   where something does.
 * @throws TrainwellError when the dataset has no target, or the network or the loss does not fit the data.
 */
export function planTraining(
  given: Recipe,
  dataset: Dataset,
  options: {
    rows: TrainingRows;
    probes?: boolean;
    device?: Device;
    float16?: boolean;
    threads?: number;
    spinning?: boolean;
  },
): TrainingPlan {
  const device = options.device ?? "cpu";
  const precision = options.float16 ? given.training.precision : "float32";
  targetBlock(dataset);
  checkLossTarget(given.loss, dataset.target!);
  checkEmbeddedCodes(given, dataset);
  const loss = balancedLoss(given.loss, dataset.target!, options.rows.train);
  const recipe = loss === given.loss ? given : { ...given, loss };
  const types = {
    inputs: blockTypes(dataset),
    target: dataset.target!.kind,
    outputs: outputsOf(dataset, loss),
  };
  const step = buildStepProgram(recipe, {
    ...types,
    weighted: dataset.weights !== undefined,
    probes: options.probes ?? true,
  });
  const { dev } = options.rows;
  const threads = options.threads ?? suitableThreads(step, recipe, options.rows.train.length);
  return {
    stepModel: compileProgram(step.program, { device, precision }),
    evaluationModel: compileProgram(buildEvaluationProgram(recipe, types), { device }),
    parameters: step.parameters,
    buffers: step.buffers,
    slots: step.slots,
    scalars: step.scalars,
    randomLayers: step.randomLayers,
    probing: step.probing && {
      model: compileProgram(step.probing.program, { device, precision }),
      probes: step.probing.probes,
    },
    initial: initialWeights(step, recipe.training.seed, {
      calibrated: calibratedParameters(recipe, step.network.parameters),
      bias: outputBias(recipe, step.network.parameters, { dataset, rows: options.rows.train }),
    }),
    ...calibrationOf(recipe, step, { dataset, inputs: types, rows: options.rows.train }),
    blocks: datasetBlocks(dataset),
    trainRows: options.rows.train,
    feed: feedOf(recipe, { blocks: dataset.blocks, trainRows: options.rows.train }),
    dev: dev && dev.length > 0 ? evaluationData(dataset, dev) : undefined,
    metric: devMetricFor(dataset.target!, loss),
    optimizer: recipe.optimizer,
    schedule: recipe.schedule,
    training: recipe.training,
    device: { kind: device, threads, spinning: (options.spinning ?? false) && threads > 1 },
  };
}

/** All blocks that a training on a dataset is fed with: inputs, target, and weights where there are any. */
export function datasetBlocks(dataset: Dataset): PlanBlock[] {
  const { weights } = dataset;
  return [
    ...dataset.blocks,
    targetBlock(dataset),
    ...(weights ? [{ name: PORTS.weights, dtype: "float32", rowShape: [], data: weights } as const] : []),
  ];
}

/** How the rows come to the steps; checks that the recipe's augmentations are for such data. */
function feedOf(recipe: Recipe, data: Pick<TrainingPlan, "blocks"> & { trainRows: Int32Array }): Feed {
  const { augment } = recipe.data;
  if (augment.length === 0) return { kind: "resident" };
  new Augmenter(augment, { ...data, seed: recipe.training.seed });
  return { kind: "augmented", augment };
}

/** The rows of a dataset gathered into blocks of their own. */
export function evaluationData(dataset: Dataset, rows: Int32Array): EvaluationData {
  const { weights } = dataset;
  return {
    ...inputRows(dataset, rows),
    target: gatherRows(targetBlock(dataset), rows),
    ...(weights ? { weights: Float32Array.from(rows, (row) => weights[row]) } : {}),
  };
}

/**
 * The initial weights and buffers of a step program as flat vectors.
 *
 * @param options `calibrated` parameters are drawn orthonormal; `bias` takes the place of the one of its name.
 */
export function initialWeights(
  step: Pick<StepProgram, "network" | "parameters" | "buffers">,
  seed: number,
  { calibrated = [], bias }: { calibrated?: readonly ParameterSpec[]; bias?: OutputBias | undefined } = {},
) {
  const orthonormal = new Set(calibrated.map(({ name }) => name));
  const specs = step.network.parameters.map((spec) =>
    orthonormal.has(spec.name) ? { ...spec, initializer: "orthogonal" as const } : spec,
  );
  const named = initializeParameters(specs, seed);
  if (bias) named.set(bias.name, bias.values);
  const buffers = new Map(
    step.network.buffers.map((spec) => [spec.name, new Float32Array(sizeOf(spec.shape)).fill(spec.value)]),
  );
  return { parameters: flatten(step.parameters, named), buffers: flatten(step.buffers, buffers) };
}

/** What layer-sequential initialization needs: its program, and rows from all over the training rows. */
function calibrationOf(
  recipe: Recipe,
  step: StepProgram,
  about: { dataset: Dataset; inputs: Parameters<typeof buildCalibrationProgram>[1]; rows: Int32Array },
): { calibration?: Calibration } {
  const calibrated = calibratedParameters(recipe, step.network.parameters);
  if (calibrated.length === 0) return {};
  const { rows } = about;
  const count = Math.min(recipe.network.initialization!.rows, rows.length);
  const chosen = Int32Array.from(
    { length: count },
    (_, index) => rows[Math.floor((index * rows.length) / count)],
  );
  return {
    calibration: {
      model: compileProgram(buildCalibrationProgram(recipe, about.inputs, step)),
      parameters: calibrated.map(({ name }) => name),
      ...inputRows(about.dataset, chosen),
    },
  };
}

function targetBlock(dataset: Dataset): PlanBlock {
  const target = dataset.target;
  if (target === undefined) {
    throw new TrainwellError({
      kind: "input",
      code: "target-missing",
      message: "Training needs a dataset with a target; this one has none.",
    });
  }
  return {
    name: PORTS.target,
    dtype: target.kind === "classes" ? "int32" : "float32",
    rowShape: targetRowShape(target),
    data: target.data,
  };
}

function targetRowShape(target: NonNullable<Dataset["target"]>): number[] {
  if (target.kind === "labels") return [target.labels.length];
  return target.kind === "values" && target.width > 1 ? [target.width] : [];
}

/** The input blocks of some rows, without their target. */
export function inputRows(
  dataset: Pick<Dataset, "blocks">,
  rows: Int32Array,
): Pick<EvaluationData, "rows" | "blocks"> {
  return { rows: rows.length, blocks: dataset.blocks.map((block) => gatherRows(block, rows)) };
}

function gatherRows(block: PlanBlock, rows: Int32Array): PlanBlock {
  const width = sizeOf(block.rowShape);
  const Data = block.data.constructor as new (length: number) => Float32Array;
  const data = new Data(rows.length * width);
  rows.forEach((row, index) =>
    data.set((block.data as Float32Array).subarray(row * width, (row + 1) * width), index * width),
  );
  return { ...block, data };
}

function suitableThreads(step: StepProgram, recipe: Recipe, rows: number): number {
  const batch = rowsPerBatch(recipe.training, rows);
  const cores = globalThis.navigator?.hardwareConcurrency ?? 2;
  const multiplyAdds = step.network.layers.reduce((sum, layer) => sum + layer.multiplyAdds, 0);
  return multiplyAdds * batch < SMALLEST_THREADED_STEP ? 1 : Math.max(1, Math.min(cores, 8));
}
