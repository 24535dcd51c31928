import { TrainwellError } from "../base/errors.ts";
import { applyPreprocessing } from "../data/apply-preprocessing.ts";
import { Augmenter } from "../data/augment/augmenter.ts";
import { withExactStatistics } from "../data/stream/exact-statistics.ts";
import { type RecordOptions, type RecordSource, tableOf } from "../data/stream/record-stream.ts";
import { type Survey, surveyStream } from "../data/stream/survey.ts";
import { allRows } from "../data/table.ts";
import { dense } from "../nn/layers/dense.ts";
import { lossDefinition } from "../nn/losses/index.ts";
import { applyPatch } from "../recipe/patch.ts";
import { parseRecipe, type Recipe } from "../recipe/schema.ts";
import type { HistoryRow } from "../run/history.ts";
import type { Device } from "../runtime/lower.ts";
import { RecordRows } from "../train/feed/record-rows.ts";
import type { TrainingStatus } from "../train/loop.ts";
import type { Model } from "../train/model.ts";
import { planStream } from "../train/plan-stream.ts";
import { blockTypes, datasetBlocks, outputsOf } from "../train/plan-training.ts";
import { TrainingPool } from "../train/pool.node.ts";
import type { TrainingState } from "../train/state.ts";
import { availableDevice, PrecisionNote } from "./available-device.ts";
import type { JobContext, TrainingOptions } from "./contract.ts";
import { EpochReporter } from "./epoch-reporter.ts";
import { writeModel } from "./model-files.ts";
import { OutputFolder } from "./output-folder.ts";
import { baselineFor, chooseTargetFor, fitData, withCallOptions } from "./prepare.ts";

const DEV_SHARE = 0.1;

/** What a training on a stream is told: where the records come from, what to predict, and how much memory to take. */
export interface FitStreamOptions extends RecordOptions, JobContext {
  /** Called once a pass; each time it gives the same records in the same order. */
  readonly source: RecordSource;
  /** The column to predict, or several; undefined where the recipe names it. */
  readonly target: string | readonly string[] | undefined;
  /** The recipe; undefined for the default for the data. */
  readonly recipe: Recipe | undefined;
  /** Changes to the recipe, applied in order. */
  readonly set: TrainingOptions["set"];
  /** Rows that are shuffled among each other: more mix better and take more memory. */
  readonly bufferRows: number;
  /** Training records that are kept for medians, categories and the first recipe. */
  readonly sampleRows: number;
  /** Held-out records, at most; their share is `data.split.dev`, 0.1 by default. */
  readonly devRows: number;
  readonly threads: number | undefined;
  /** Where to compute; the CPU where undefined, or where there is no usable WebGPU adapter, which a note then says. */
  readonly device: Device | undefined;
  /** A folder for recipe, model and its ONNX form; undefined for none. */
  readonly out: string | undefined;
  /** A checkpoint to continue from. */
  readonly resume: TrainingState | undefined;
  /** Told of the state whenever a checkpoint is due. */
  onCheckpoint?(state: TrainingState): void;
}

/** What a training on a stream leaves: the model, and what was seen on the way. */
export interface FitStreamResult {
  readonly status: TrainingStatus;
  readonly recipe: Recipe;
  readonly model: Model;
  /** Records that were trained on, held out, and left out because they have no target. */
  readonly rows: Survey["rows"];
  /** Epochs and probes, as a run's history. */
  readonly history: readonly HistoryRow[];
  /** The most records or rows that were held in memory at any moment, the held-out ones included. */
  readonly mostRowsHeld: number;
  readonly durationMs: number;
  /** The files that were written, by kind. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Trains on a stream of records that may be larger than memory. A first pass counts the records, holds a share of them
 * out by counted random numbers, and fits the preprocessing; each epoch is a further pass, shuffled in a bounded buffer.
 * The caller's thread reads and prepares while a worker trains.
 *
 * @throws TrainwellError `stream-empty`, `stream-changed`, `stream-split`, `stream-batch`, and what a fit throws.
 */
export async function fitStream(options: FitStreamOptions): Promise<FitStreamResult> {
  const started = performance.now();
  checkBounds(options);
  const output = options.out === undefined ? undefined : await OutputFolder.open(options.out);
  const survey = await readOnce(options);
  const { recipe, preprocessing, sample, dev } = prepareStream(options, survey);
  const available = await availableDevice(options.device ?? "cpu", options.progress);
  new PrecisionNote(options.progress).sayFor(recipe, available);
  const plan = planStream(
    recipe,
    { sample, dev, rows: survey.rows.train },
    { ...available, ...(options.threads === undefined ? {} : { threads: options.threads }) },
  );
  const { seed } = recipe.training;
  const { augment, classWeights } = recipe.data;
  const reference = { blocks: datasetBlocks(sample), trainRows: allRows(sample.rows), seed };
  const stream = new RecordRows({
    ...options,
    survey,
    preprocessing,
    classWeights,
    blocks: plan.blocks,
    augmenter: augment.length > 0 ? new Augmenter(augment, reference) : undefined,
    seed,
  });
  const history: HistoryRow[] = [];
  const reporter = new EpochReporter(options.progress, { title: "fit", plan });
  const pool = new TrainingPool(1);
  try {
    const { status, chosen } = await pool.train(plan, {
      stream,
      signal: options.signal,
      ...(options.resume ? { resume: options.resume } : {}),
      hooks: {
        onHistory: (entry) => {
          history.push(entry);
          if (entry.kind === "epoch") reporter.report(entry);
        },
        onCheckpoint: (state) => options.onCheckpoint?.(state),
      },
    });
    const model: Model = {
      recipe,
      target: sample.target!.kind,
      outputs: outputsOf(sample, recipe.loss),
      members: [{ preprocessing, inputs: blockTypes(sample), ...chosen }],
    };
    if (output) await writeModel(output, model);
    return {
      status,
      recipe,
      model,
      rows: survey.rows,
      history,
      mostRowsHeld: Math.max(survey.mostHeld, stream.mostHeld + survey.rows.dev),
      durationMs: performance.now() - started,
      files: output?.files ?? {},
    };
  } finally {
    await stream.close();
    await pool.close();
  }
}

function checkBounds(options: Pick<FitStreamOptions, "bufferRows" | "sampleRows" | "devRows">): void {
  const bounds = { bufferRows: 1, sampleRows: 1, devRows: 0 } as const;
  for (const name of ["bufferRows", "sampleRows", "devRows"] as const) {
    if (Number.isInteger(options[name]) && options[name] >= bounds[name]) continue;
    throw new TrainwellError({
      kind: "usage",
      code: "stream-bound",
      message: `fitStream: expected ${name} to be a whole number of at least ${bounds[name]}, received ${options[name]}.`,
      details: { option: name, received: options[name] },
      hint: `Leave ${name} out, or give a number of rows that fits into memory.`,
    });
  }
}

/** The first pass. What the recipe says of the data must be known before there is a recipe for what was read. */
function readOnce(options: FitStreamOptions): Promise<Survey> {
  const target = options.recipe?.data.target ?? options.target;
  if (target === undefined) {
    throw new TrainwellError({
      kind: "usage",
      code: "target-not-told",
      message: "The column to predict was not told.",
      hint: "Give target, or a recipe with data.target.",
    });
  }
  const { data } = applyPatch(
    options.recipe ?? draftRecipe(target),
    options.set
      .filter(({ path }) => path.startsWith("data.split") || path.startsWith("data.types"))
      .map(({ path, value }) => ({ op: "set" as const, path, value })),
  );
  checkSplit(data.split);
  return surveyStream(options.source, {
    ...recordOptions(options, data),
    target: typeof target === "string" ? [target] : target,
    seed: data.split.seed,
    devShare: data.split.dev ?? DEV_SHARE,
    mostDev: options.devRows,
    mostSample: options.sampleRows,
    signal: options.signal,
  });
}

function draftRecipe(target: string | readonly string[]): Recipe {
  return parseRecipe(
    {
      schema: 1,
      data: { target },
      network: { layers: [{ id: "output", kind: dense.kind, units: "outputs" }] },
      loss: { kind: "softmaxCrossEntropy" },
    },
    { source: "the recipe" },
  );
}

function checkSplit({ method, test = 0 }: Recipe["data"]["split"]): void {
  const isRandom = method === "auto" || method === "random";
  if (isRandom && test === 0) return;
  const what = isRandom ? "a test part" : `the method "${method}"`;
  throw new TrainwellError({
    kind: "input",
    code: "stream-split",
    message: `data.split asks for ${what}, and of a stream only a random share can be held out, as the dev part.`,
    details: { path: "data.split" },
    hint: 'Set data.split.method to "random" and leave data.split.test out; keep test examples out of the stream.',
  });
}

function recordOptions(
  { types, shapes }: FitStreamOptions,
  data: Pick<Recipe["data"], "types"> | undefined,
): RecordOptions {
  return { types: { ...data?.types, ...types }, ...(shapes ? { shapes } : {}) };
}

function prepareStream(options: FitStreamOptions, survey: Survey) {
  const records = recordOptions(options, options.recipe?.data);
  const table = tableOf(survey.sample, records);
  const call: TrainingOptions = {
    data: "",
    target: options.target ?? null,
    task: null,
    types: Object.entries(records.types ?? {}).map(([column, type]) => ({ column, type })),
    split: null,
    splitSizes: null,
    recipe: null,
    set: options.set,
    seed: null,
    threads: null,
    device: "cpu",
    humanError: null,
    out: null,
    store: "",
  };
  const recipe = withCallOptions(
    options.recipe ?? baselineFor(table, call, { rows: survey.rows.train }),
    call,
  );
  const target = chooseTargetFor(table, recipe);
  const fitted = fitData({ table, target }, recipe, target.rows).preprocessing;
  const targetScaling = lossDefinition(recipe.loss.kind).values?.scaling ?? "standardize";
  const preprocessing = withExactStatistics(fitted, survey, { ...recipe.data, targetScaling });
  const { classWeights } = recipe.data;
  const datasetOf = (rows: Survey["sample"]) =>
    applyPreprocessing(tableOf(rows, records), preprocessing, { classWeights });
  return {
    recipe,
    preprocessing,
    sample: datasetOf(survey.sample),
    dev: survey.dev.length > 0 ? datasetOf(survey.dev) : undefined,
  };
}
