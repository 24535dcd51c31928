import { TrainwellError } from "../../base/errors.ts";
import { Augmenter } from "../../data/augment/augmenter.ts";
import { applyPreprocessing } from "../../data/prepare/apply-preprocessing.ts";
import { withExactStatistics } from "../../data/stream/exact-statistics.ts";
import { type RecordOptions, tableOf } from "../../data/stream/record-stream.ts";
import { type Survey, surveyStream } from "../../data/stream/survey.ts";
import { allRows } from "../../data/table/table.ts";
import { availableDevice, PrecisionNote } from "../../lab/available-device.ts";
import { EpochReporter } from "../../lab/epoch-reporter.ts";
import { baselineOn } from "../../lab/prepare/baseline-recipe.ts";
import { chooseTargetFor } from "../../lab/prepare/choose-target.ts";
import { fitData } from "../../lab/prepare/fit-data.ts";
import { givenRecipe } from "../../lab/prepare/given-recipe.ts";
import { assignments, changeAsTold, type ToldChanges } from "../../lab/prepare/told-changes.ts";
import type { Model } from "../../model/model.ts";
import { lossDefinition } from "../../nn/losses/index.ts";
import { blockTypes, datasetBlocks, outputsOf } from "../../program/dataset-blocks.ts";
import { changeSections } from "../../recipe/patch.ts";
import type { Recipe } from "../../recipe/schema.ts";
import { parseDataSection } from "../../recipe/sections/data-section.ts";
import type { HistoryRow } from "../../run/history.ts";
import { RecordRows } from "../../train/feed/record-rows.ts";
import { planStream } from "../../train/plan/plan-stream.ts";
import { TrainingPool } from "../../train/worker/pool.node.ts";
import { MODEL_FILES, writeModel } from "../shared/files/model-files.ts";
import { OutputFolder } from "../shared/files/output-folder.ts";
import type { FitStreamOptions, FitStreamResult } from "./contract.ts";

const DEV_SHARE = 0.1;

/** With the recipe read. */
type Options = Omit<FitStreamOptions, "recipe"> & { readonly recipe: Recipe | undefined };

/**
 * Trains on a stream of records that may be larger than memory. A first pass counts the records, holds a
 * share of them out by counted random numbers, and fits the preprocessing; each epoch is a further pass,
 * shuffled in a bounded buffer. The caller's thread reads and prepares while a worker trains.
 *
 * @throws TrainwellError `stream-empty`, `stream-changed`, `stream-split`, `stream-categories`,
 * `stream-batch`, and what a fit throws.
 */
export async function fitStream(told: FitStreamOptions): Promise<FitStreamResult> {
  const started = performance.now();
  const options: Options = { ...told, recipe: await givenRecipe(told.recipe ?? null) };
  checkBounds(options);
  const output =
    options.out === undefined
      ? undefined
      : await OutputFolder.open(options.out, { names: MODEL_FILES, inputs: told });
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
      files: output?.allFiles ?? {},
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
      message:
        `fitStream: expected ${name} to be a whole number of at least ${bounds[name]}, received ` +
        `${options[name]}.`,
      details: { option: name, received: options[name] },
      hint: `Leave ${name} out, or give a number of rows that fits into memory.`,
    });
  }
}

/**
 * The first pass. What the recipe says of the data must be known before there is a recipe for what was read.
 */
function readOnce(options: Options): Promise<Survey> {
  const target = options.recipe?.data.target ?? options.target;
  if (target === undefined) {
    throw new TrainwellError({
      kind: "usage",
      code: "target-not-told",
      message: "The column to predict was not told.",
      hint: "Give target, or a recipe with data.target.",
    });
  }
  const told = assignments(options).filter(({ path }) => /^data\.(split|types|categories)/.test(path));
  const before = options.recipe?.data ?? parseDataSection({ target }, { source: "the recipe" });
  const sections = changeSections({ data: before }, told, { source: "the patch" });
  const data = parseDataSection(sections.data, { source: "the patch" });
  checkSplit(data.split);
  checkCategories(data.categories);
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

/** Statistics by other rows than the row itself need all rows before the first is trained on. */
function checkCategories(categories: Recipe["data"]["categories"]): void {
  if (categories !== "targetStatistics") return;
  throw new TrainwellError({
    kind: "input",
    code: "stream-categories",
    message:
      'data.categories is "targetStatistics", whose folds need all training rows at once, and a stream ' +
      "gives them one after the other.",
    details: { path: "data.categories" },
    hint: 'Set data.categories to "oneHot" or "embedding", or fit a table.',
  });
}

function checkSplit({ method, test = 0 }: Recipe["data"]["split"]): void {
  const isRandom = method === "auto" || method === "random";
  if (isRandom && test === 0) return;
  const what = isRandom ? "a test part" : `the method "${method}"`;
  throw new TrainwellError({
    kind: "input",
    code: "stream-split",
    message:
      `data.split asks for ${what}, and of a stream only a random share can be held out, as the dev ` +
      `part.`,
    details: { path: "data.split" },
    hint:
      'Set data.split.method to "random" and leave data.split.test out; keep test examples out of the ' +
      "stream.",
  });
}

function recordOptions(
  { types, shapes }: Options,
  data: Pick<Recipe["data"], "types"> | undefined,
): RecordOptions {
  return { types: { ...data?.types, ...types }, ...(shapes ? { shapes } : {}) };
}

function prepareStream(options: Options, survey: Survey) {
  const records = recordOptions(options, options.recipe?.data);
  const table = tableOf(survey.sample, records);
  const told: ToldChanges = {
    target: options.target ?? null,
    types: Object.entries(records.types ?? {}).map(([column, type]) => ({ column, type })),
    set: options.set,
  };
  const recipe = changeAsTold(options.recipe ?? baselineOn(table, told, { rows: survey.rows.train }), told);
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
