import { TrainwellError } from "../../base/errors.ts";
import type { Dataset } from "../../data/prepare/dataset.ts";
import { splitSummary } from "../../data/split/split-summary.ts";
import { checkTrainable } from "../../lab/begin.ts";
import { EpochReporter } from "../../lab/epoch-reporter.ts";
import type { JobContext } from "../../lab/job-context.ts";
import { fitData } from "../../lab/prepare/fit-data.ts";
import { prepare } from "../../lab/prepare/prepare.ts";
import {
  gradientNoise,
  largestBatchThatPays,
  learningRateRange,
  sweepLearningRate,
  timeBatches,
} from "../../measure/rates/index.ts";
import {
  classifyPoint,
  filterNormalizedDirection,
  lossAlongLine,
  lossOverPlane,
  type RecipeSurface,
  stability,
} from "../../measure/surface/index.ts";
import type { NetworkState } from "../../program/network-state.ts";
import { updatesPerEpoch } from "../../program/updates.ts";
import type { Recipe } from "../../recipe/schema.ts";
import { cachedRuntime } from "../../runtime/cache.ts";
import { nodeRuntime } from "../../runtime/session.node.ts";
import type { Runtime } from "../../runtime/session.ts";
import { planTraining } from "../../train/plan/plan-training.ts";
import { calibratedWeights } from "../../train/trainer/calibrate.ts";
import { runTraining } from "../../train/trainer/loop.ts";
import { OutputFolder } from "../shared/files/output-folder.ts";
import { surfaceOn } from "../shared/loss-surface.ts";
import type { Examination, ExamineOptions, ExamineResult } from "./contract.ts";
import { drawExamination, EXAMINATION_FILES } from "./examine-files.ts";

/**
 * The updates after which gradients are as noisy as in most of a training: an epoch, but no more than these.
 */
const MOST_UPDATES_BEFORE_NOISE = 300;

const ALL_BUT_LANDSCAPE: readonly Examination[] = ["learningRate", "batchSize", "sharpness"];

/** The recipe, the data and the rows that the examinations share. */
interface Patient {
  readonly recipe: Recipe;
  readonly dataset: Dataset;
  readonly train: Int32Array;
  readonly dev: Int32Array;
  readonly runtime: Runtime;
  readonly threads: { readonly threads?: number };
  readonly context: JobContext;
  readonly checkpoint: () => void;
}

/**
 * Finds out about the training of a recipe on data: a learning rate, the largest batch that pays, the
 * sharpness and kind of the point where it ends, and the shape of the loss around it. Looks at the training
 * rows; dev rows choose the weights, as in a fit, and test rows stay untouched.
 *
 * @throws TrainwellError for wrong input, `folder-unwritable`, `nothing-to-examine` when the training left no
 *   finite weights; of kind `interrupted` when the signal was aborted.
 */
export async function examine(options: ExamineOptions & JobContext): Promise<ExamineResult> {
  const { progress, signal, threads, out } = options;
  const output =
    out === null ? undefined : await OutputFolder.open(out, { names: EXAMINATION_FILES, inputs: options });
  const prepared = await prepare(options);
  checkTrainable(prepared);
  const { recipe, split } = prepared;
  const runtime = cachedRuntime(nodeRuntime);
  const patient: Patient = {
    recipe,
    dataset: fitData(prepared, recipe, split.train).dataset,
    train: split.train,
    dev: split.dev,
    runtime,
    threads: threads === null ? {} : { threads },
    context: { progress, signal },
    checkpoint: () => signal.throwIfAborted(),
  };
  const work = async (): Promise<ExamineResult> => {
    const found = await examinations(patient, options.examinations);
    const result = { splits: splitSummary(split), ...found, files: {} };
    if (output === undefined) return result;
    await drawExamination(result, output);
    return { ...result, files: output.files };
  };
  try {
    return await work();
  } finally {
    await runtime.clear();
  }
}

async function examinations(
  patient: Patient,
  told: readonly Examination[],
): Promise<Omit<ExamineResult, "splits" | "files">> {
  const asked = new Set(told.length === 0 ? ALL_BUT_LANDSCAPE : told);
  const learningRate = asked.has("learningRate")
    ? await stage(patient, "range test of the learning rate", () => examineLearningRate(patient))
    : null;
  const batchSize = asked.has("batchSize")
    ? await stage(patient, "noise and time of batches", () => examineBatchSize(patient))
    : null;
  if (!asked.has("sharpness") && !asked.has("landscape"))
    return { learningRate, batchSize, training: null, sharpness: null, landscape: null };
  const trained = await stage(patient, "training", () => train(patient));
  const surface = surfaceOf(patient);
  try {
    const at = { ...trained, surface };
    const sharpness = asked.has("sharpness")
      ? await stage(patient, "curvature", () => examineSharpness(patient, at))
      : null;
    const landscape = asked.has("landscape")
      ? await stage(patient, "landscape", () => examineLandscape(at))
      : null;
    const training = { ...trained.about, surfaceRows: surface.rows };
    return { learningRate, batchSize, training, sharpness, landscape };
  } finally {
    await surface.release();
  }
}

async function examineLearningRate(patient: Patient): Promise<ExamineResult["learningRate"]> {
  const { recipe, dataset, train, runtime, threads, checkpoint } = patient;
  const range = await learningRateRange(recipe, { dataset, rows: train, runtime, checkpoint, ...threads });
  return { ...range, current: recipe.optimizer.learningRate };
}

async function examineBatchSize(patient: Patient): Promise<ExamineResult["batchSize"]> {
  const { recipe, dataset, train, runtime, threads, checkpoint } = patient;
  const plan = planTraining(recipe, dataset, { rows: { train }, probes: false, ...threads });
  const rate = recipe.optimizer.learningRate;
  const { state } = await sweepLearningRate(plan, runtime, {
    from: rate,
    to: rate,
    updates: Math.min(MOST_UPDATES_BEFORE_NOISE, updatesPerEpoch(plan)),
    start: await calibratedWeights(plan, runtime),
    checkpoint,
  });
  const surface = surfaceOf(patient);
  try {
    const point = finite(state.parameters);
    const { seed } = recipe.training;
    const { noiseScale } = await gradientNoise((rows) => surface.gradientOn(point, rows), {
      rows: train,
      seed,
    });
    const timings = await timeBatches(recipe, { dataset, rows: train, runtime, checkpoint, ...threads });
    const { batchSize } = recipe.training;
    const current = batchSize === "all" ? train.length : batchSize;
    // A gradient that cannot be told from noise on these rows is noisier than all of them together.
    return { ...largestBatchThatPays(timings, noiseScale ?? train.length), noiseScale, current };
  } finally {
    await surface.release();
  }
}

interface Trained {
  readonly initial: Float64Array;
  readonly chosen: Float64Array;
  readonly about: Omit<NonNullable<ExamineResult["training"]>, "surfaceRows">;
}

async function train(patient: Patient): Promise<Trained> {
  const { recipe, dataset, dev, runtime, threads, context } = patient;
  const rows = { train: patient.train, dev };
  const plan = planTraining(recipe, dataset, { rows, probes: false, ...threads });
  const initial: NetworkState = await calibratedWeights(plan, runtime);
  const reporter = new EpochReporter(context.progress, { title: "training", plan });
  const { status, state, chosen } = await runTraining(plan, runtime, {
    hooks: {
      onHistory: (entry) => entry.kind === "epoch" && reporter.report(entry),
      interrupted: () => context.signal.aborted,
    },
  });
  context.signal.throwIfAborted();
  const about = { status: status === "interrupted" ? "finished" : status, steps: state.step } as const;
  return { initial: Float64Array.from(initial.parameters), chosen: finite(chosen.parameters), about };
}

type At = Trained & { readonly surface: RecipeSurface };

async function examineSharpness(
  { recipe }: Patient,
  { surface, chosen }: At,
): Promise<ExamineResult["sharpness"]> {
  const verdict = await classifyPoint(surface, chosen, { seed: recipe.training.seed });
  return { ...verdict, stability: stability(verdict.largest, recipe.optimizer) };
}

async function examineLandscape({ surface, initial, chosen }: At): Promise<ExamineResult["landscape"]> {
  const line = await lossAlongLine(surface, { from: initial, to: chosen });
  const [first, second] = [1, 2].map((seed) => filterNormalizedDirection(chosen, surface, { seed }));
  return { line, plane: await lossOverPlane(surface, { centre: chosen, first, second }) };
}

function surfaceOf({ threads, ...patient }: Patient): RecipeSurface {
  return surfaceOn(patient, { ...patient, ...threads });
}

function finite(parameters: Float32Array): Float64Array {
  if (parameters.every(Number.isFinite)) return Float64Array.from(parameters);
  throw new TrainwellError({
    kind: "failure",
    code: "nothing-to-examine",
    message: "The training diverged before it left finite weights, so there is no point to examine.",
    hint:
      "Find a learning rate with --learning-rate first, and set it with --set " +
      "optimizer.learningRate=RATE.",
  });
}

async function stage<T>(
  { context: { progress } }: Patient,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const began = performance.now();
  progress({ type: "stageStarted", stage: name });
  const result = await work();
  progress({ type: "stageFinished", stage: name, durationMs: performance.now() - began });
  return result;
}
