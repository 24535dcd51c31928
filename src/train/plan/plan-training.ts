import { Augmenter } from "../../data/augment/augmenter.ts";
import type { Dataset } from "../../data/prepare/dataset.ts";
import { spreadRows } from "../../data/split/spread-rows.ts";
import { sizeOf } from "../../graph/tensor.ts";
import { devMetricFor } from "../../model/dev-metric.ts";
import { checkNetworkSize } from "../../nn/network-limits.ts";
import { buildCalibrationProgram, calibratedParameters } from "../../program/calibration-program.ts";
import {
  blockTypes,
  datasetBlocks,
  evaluationData,
  inputRows,
  outputsOf,
  targetBlock,
} from "../../program/dataset-blocks.ts";
import { checkEmbeddedCodes } from "../../program/embedded-codes.ts";
import { buildEvaluationProgram } from "../../program/evaluation-program.ts";
import { initialWeights } from "../../program/initial-weights.ts";
import { balancedLoss, checkLossTarget } from "../../program/loss-target.ts";
import { outputBias } from "../../program/output-bias.ts";
import { buildStepProgram, type StepProgram } from "../../program/step-program.ts";
import type { Recipe } from "../../recipe/schema.ts";
import { rowsPerBatch } from "../../recipe/step-counts.ts";
import { compileProgram } from "../../runtime/cache.ts";
import type { Device } from "../../runtime/lower.ts";
import type { Calibration, Feed, TrainingPlan } from "./plan.ts";

/**
 * Below this many multiplications in the forward pass of a step, a second thread costs more than it brings.
 */
const SMALLEST_THREADED_STEP = 3e7;

type NetworkTypes = Pick<Parameters<typeof buildStepProgram>[1], "inputs" | "target" | "outputs">;

/** The rows to train on and those to judge by; numbers into the dataset. */
export interface TrainingRows {
  readonly train: Int32Array;
  /** Without dev rows there is no early stopping, and the last weights are kept. */
  readonly dev?: Int32Array;
}

/**
 * Prepares a training: builds and compiles the programs, draws the initial weights, and gathers the dev rows.
 *
 * @param given the recipe, as `parseRecipe` gives it.
 * @param dataset as `applyPreprocessing` gives it.
 * @param options `rows` are the rows to train on and those to judge by, as numbers into the dataset.
 *   `float16` (by default false) says that the device computes in float16, which a recipe of mixed precision
 *   then does; its state is the same without. `probes`, and `trainSample`, some training rows that are
 *   evaluated beside the dev rows, are by default on; `device` by default the CPU: weights,
 *   data and checkpoints are the same for all devices, the compiled programs are not; `threads` by default as
 *   many as the size of a step pays for, from 1 to 8; `spinning` (by default off) lets waiting threads spin:
 *   up to 1.3 times faster where nothing else wants the cores, 2 to 3 times slower where something does.
 * @throws TrainwellError when the dataset has no target, or the network or the loss does not fit the data;
 * `network-too-large` when a step would not fit into this machine.
 */
export function planTraining(
  given: Recipe,
  dataset: Dataset,
  options: {
    rows: TrainingRows;
    probes?: boolean;
    trainSample?: boolean;
    device?: Device;
    float16?: boolean;
    threads?: number;
    spinning?: boolean;
  },
): TrainingPlan {
  const device = options.device ?? "cpu";
  const precision = options.float16 ? given.training.precision : "float32";
  const { recipe, types, step } = checkTraining(given, dataset, options);
  const { dev } = options.rows;
  const threads = options.threads ?? suitableThreads(step, recipe, options.rows.train.length);
  return {
    step: compileProgram(step.program, { device, precision }),
    evaluation: compileProgram(buildEvaluationProgram(recipe, types), { device }),
    activations: step.network.size.activations,
    parameters: step.parameters,
    buffers: step.buffers,
    slots: step.slots,
    scalars: step.scalars,
    randomLayers: step.randomLayers,
    probing: step.probing && {
      program: compileProgram(step.probing.program, { device, precision }),
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
    ...(options.trainSample === false ? {} : trainSampleOf(dataset, options.rows)),
    metric: devMetricFor(dataset.target!, recipe.loss),
    optimizer: recipe.optimizer,
    schedule: recipe.schedule,
    training: recipe.training,
    device: { kind: device, threads, spinning: (options.spinning ?? false) && threads > 1 },
  };
}

/**
 * Checks that a recipe can be trained on a dataset, without making anything of the network's size: its loss
 * and layers fit the data, its augmentations are for such rows, and a step fits into this machine.
 *
 * @returns the recipe with its loss balanced on the training rows, and its step.
 * @throws TrainwellError as {@link planTraining} does.
 */
export function checkTraining(
  given: Recipe,
  dataset: Dataset,
  { rows, probes = true }: { rows: TrainingRows; probes?: boolean },
): { recipe: Recipe; types: NetworkTypes; step: StepProgram } {
  targetBlock(dataset);
  checkLossTarget(given.loss, dataset.target!);
  checkEmbeddedCodes(given, dataset);
  const loss = balancedLoss(given.loss, dataset.target!, rows.train);
  const recipe = loss === given.loss ? given : { ...given, loss };
  const types = {
    inputs: blockTypes(dataset),
    target: dataset.target!.kind,
    outputs: outputsOf(dataset, loss),
  };
  const step = buildStepProgram(recipe, { ...types, weighted: dataset.weights !== undefined, probes });
  checkNetworkSize(step.network.size, {
    rows: rowsPerBatch(recipe.training, rows.train.length),
    slots: step.slots.length,
  });
  feedOf(recipe, { blocks: dataset.blocks, trainRows: rows.train });
  return { recipe, types, step };
}

/** At most so many training rows are evaluated along the way, and so many numbers. */
const MOST_SAMPLED_ROWS = 500;
const MOST_SAMPLED_NUMBERS = 2 ** 20;

/** Training rows to be evaluated beside the dev rows, where there are some; few of wide ones. */
function trainSampleOf(
  dataset: Dataset,
  { train, dev }: { train: Int32Array; dev?: Int32Array },
): Pick<TrainingPlan, "trainSample"> {
  if (dev === undefined || dev.length === 0) return {};
  const width = dataset.blocks.reduce((sum, { rowShape }) => sum + sizeOf(rowShape), 0);
  const most = Math.min(MOST_SAMPLED_ROWS, Math.floor(MOST_SAMPLED_NUMBERS / Math.max(1, width)));
  return most === 0 ? {} : { trainSample: evaluationData(dataset, spreadRows(train, most)) };
}

/** How the rows come to the steps; checks that the recipe's augmentations are for such data. */
function feedOf(recipe: Recipe, data: Pick<TrainingPlan, "blocks"> & { trainRows: Int32Array }): Feed {
  const { augment } = recipe.data;
  if (augment.length === 0) return { kind: "resident" };
  new Augmenter(augment, { ...data, seed: recipe.training.seed });
  return { kind: "augmented", augment };
}

/**
 * The calibration for layer-sequential initialization: its program, and rows from all over the training rows.
 */
function calibrationOf(
  recipe: Recipe,
  step: StepProgram,
  about: { dataset: Dataset; inputs: Parameters<typeof buildCalibrationProgram>[1]; rows: Int32Array },
): { calibration?: Calibration } {
  const calibrated = calibratedParameters(recipe, step.network.parameters);
  if (calibrated.length === 0) return {};
  const chosen = spreadRows(about.rows, recipe.network.initialization!.rows);
  return {
    calibration: {
      program: compileProgram(buildCalibrationProgram(recipe, about.inputs, step)),
      parameters: calibrated.map(({ name }) => name),
      ...inputRows(about.dataset, chosen),
    },
  };
}

function suitableThreads(step: StepProgram, recipe: Recipe, rows: number): number {
  const batch = rowsPerBatch(recipe.training, rows);
  const cores = globalThis.navigator?.hardwareConcurrency ?? 2;
  return step.network.size.multiplyAdds * batch < SMALLEST_THREADED_STEP
    ? 1
    : Math.max(1, Math.min(cores, 8));
}
