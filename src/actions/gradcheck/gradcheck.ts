import { readFile } from "node:fs/promises";
import { setImmediate as nextTurn } from "node:timers/promises";
import { TrainwellError } from "../../base/errors.ts";
import { jsonFault } from "../../base/json-text.ts";
import type { Dataset } from "../../data/prepare/dataset.ts";
import { missingFile, readError } from "../../data/read/sources/file-errors.node.ts";
import { spreadRows } from "../../data/split/spread-rows.ts";
import { decodeSafetensors } from "../../interop/safetensors.ts";
import type { JobContext } from "../../lab/job-context.ts";
import { fitData } from "../../lab/prepare/fit-data.ts";
import { prepare } from "../../lab/prepare/prepare.ts";
import type { DataSource } from "../../lab/prepare/read-data.ts";
import { assignments } from "../../lab/prepare/told-changes.ts";
import {
  type CheckOptions,
  checkExported,
  checkForeignSteps,
  checkSteps,
  type GradientCheck,
  generateData,
  isExportedGradients,
  parseExportedGradients,
  rowsToCheck,
} from "../../measure/gradcheck/index.ts";
import { applyPatch } from "../../recipe/patch.ts";
import { parseRecipe, type Recipe } from "../../recipe/schema.ts";
import type { GradcheckOptions, GradcheckResult } from "./contract.ts";

type Options = GradcheckOptions & JobContext;

/**
 * Checks the gradients of a recipe's training step by central differences in float64, or gradients that a
 * foreign program exported: with losses of its own, or computed of a recipe.
 *
 * @throws TrainwellError when a file cannot be read, or the data does not fit the recipe; of kind
 *   `interrupted` when the signal was aborted.
 */
export async function gradcheck(options: Options): Promise<GradcheckResult> {
  const { subject } = options;
  const file = typeof subject === "string" ? subject : null;
  const { gradients } = options;
  if (gradients !== null) return checkForeign(options, { gradients, file });
  if (typeof subject !== "string") {
    return checkRecipe(options, { recipe: parseRecipe(subject, { source: "the recipe" }), file });
  }
  if (!subject.endsWith(".json")) return checkRecipe({ ...options, data: subject }, { recipe: null, file });
  const json = await readJson(subject);
  if (!isExportedGradients(json)) {
    const recipe = parseRecipe(json, { source: subject });
    return checkRecipe(options, { recipe, file });
  }
  const check = checkExported(parseExportedGradients(json, subject));
  return { subject: "exported", file, batch: null, ...check };
}

async function checkRecipe(
  options: Options,
  { recipe: given, file }: { recipe: Recipe | null; file: string | null },
): Promise<GradcheckResult> {
  const { recipe, dataset, batch } =
    options.data === null
      ? generatedBatch(withChanges(given!, options), options)
      : await dataBatch(given, { ...options, data: options.data });
  const check = await finishInTurns(checkSteps({ recipe, dataset, batch }, limitsOf(options)), options);
  const from = options.data === null ? "generated" : "data";
  return { subject: "recipe", file, batch: { rows: batch.length, from }, ...check };
}

/** Gradients that another program computed of a recipe, at its parameters and on its batch. */
async function checkForeign(
  options: Options,
  { gradients, file }: { gradients: string; file: string | null },
): Promise<GradcheckResult> {
  const { subject } = options;
  const given =
    typeof subject === "string"
      ? parseRecipe(await readJson(subject), { source: subject })
      : parseRecipe(subject, { source: "the recipe" });
  const tensors = decodeSafetensors(await readBytes(gradients), gradients);
  const steps = checkForeignSteps(
    withChanges(given, options),
    { file: tensors, source: gradients },
    limitsOf(options),
  );
  return { subject: "foreign", file, batch: null, ...(await finishInTurns(steps, options)) };
}

function limitsOf({ coordinates, seed }: Options): CheckOptions {
  return { ...(coordinates === null ? {} : { coordinates }), ...(seed === null ? {} : { seed }) };
}

interface Batch {
  readonly recipe: Recipe;
  readonly dataset: Dataset;
  readonly batch: Int32Array;
}

function generatedBatch(recipe: Recipe, options: Options): Batch {
  const { rows, input, outputs, seed } = options;
  const dataset = generateData(recipe, {
    ...(rows === null ? {} : { rows }),
    ...(input === null ? {} : { rowShape: input }),
    ...(outputs === null ? {} : { outputs }),
    ...(seed === null ? {} : { seed }),
  });
  return { recipe, dataset, batch: Int32Array.from({ length: dataset.rows }, (_, row) => row) };
}

/** Rows from all over the training part, so that sorted data shows more than its first class. */
async function dataBatch(
  given: Recipe | null,
  options: Options & { readonly data: DataSource },
): Promise<Batch> {
  const prepared = await prepare({ ...options, recipe: given });
  const { train } = prepared.split;
  const { dataset } = fitData(prepared, prepared.recipe, train);
  const batch = spreadRows(train, options.rows ?? rowsToCheck(dataset.blocks));
  return { recipe: prepared.recipe, dataset, batch };
}

/** The recipe with what the call changes of it. */
function withChanges(recipe: Recipe, { set, seed }: Options): Recipe {
  const changes = seed === null ? set : [{ path: "training.seed", value: seed }, ...set];
  return applyPatch(recipe, assignments({ set: changes }), { source: "--set" });
}

/** How long the check works before it looks whether it was interrupted. */
const TURN_MS = 50;

/** Runs the check, and lets the caller interrupt it between coordinates. */
async function finishInTurns<Check extends GradientCheck>(
  steps: Generator<undefined, Check>,
  { progress, signal }: JobContext,
): Promise<Check> {
  const stage = "check the gradients";
  const began = performance.now();
  progress({ type: "stageStarted", stage });
  let turn = began;
  for (;;) {
    if (performance.now() - turn > TURN_MS) {
      await nextTurn();
      signal.throwIfAborted();
      turn = performance.now();
    }
    const step = steps.next();
    if (!step.done) continue;
    const summary = `${step.value.tensors.length} tensors ${step.value.holds ? "hold" : "do not all hold"}`;
    progress({ type: "stageFinished", stage, durationMs: performance.now() - began, summary });
    return step.value;
  }
}

async function readJson(path: string): Promise<unknown> {
  const text = (await readBytes(path)).toString("utf8");
  try {
    return JSON.parse(text);
  } catch (cause) {
    const { line, from } = jsonFault(text);
    throw new TrainwellError({
      kind: "input",
      code: "gradcheck-not-json",
      message: `${path}, line ${line}: the text is no JSON from ${from} on.`,
      details: { path },
      hint:
        "Give a recipe or exported gradients; NaN and Infinity are no JSON, so look why they are in a " +
        "gradient.",
      cause,
    });
  }
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === "ENOENT"
      ? await missingFile(path)
      : readError(error, path);
  }
}
