import { readFile } from "node:fs/promises";
import { TrainwellError } from "../base/errors.ts";
import { applyPreprocessing } from "../data/apply-preprocessing.ts";
import type { Dataset } from "../data/dataset.ts";
import { fitPreprocessing } from "../data/fit-preprocessing.ts";
import { hashTable } from "../data/hash.ts";
import type { Preprocessing } from "../data/preprocessing.ts";
import { targetNames } from "../data/several-targets.ts";
import { type Split, splitRows } from "../data/split.ts";
import type { Table } from "../data/table.ts";
import { chooseTarget, type Target } from "../data/task.ts";
import { allLosses, lossDefinition } from "../nn/losses/index.ts";
import { baselineInputs, baselineRecipe } from "../recipe/default.ts";
import { readRecipe } from "../recipe/json.ts";
import { applyPatch, type Patch } from "../recipe/patch.ts";
import { type ImageRecipe, parseRecipe, type Recipe } from "../recipe/schema.ts";
import { checkLossTarget } from "../train/loss-target.ts";
import type { DataOptions, TrainingOptions } from "./contract.ts";
import { type JudgedTarget, judgedTarget } from "./judged-target.ts";
import { readData } from "./read-data.ts";

/** A table that is ready to be trained on: typed, its target chosen, its rows divided. */
export interface Prepared {
  readonly table: Table;
  readonly target: JudgedTarget;
  readonly split: Split;
  readonly recipe: Recipe;
  /** SHA-256 of the table's content. */
  readonly dataHash: string;
}

/** One table as blocks of numbers, by a preprocessing that was fitted on some of its rows. */
export interface FittedData {
  readonly preprocessing: Preprocessing;
  readonly dataset: Dataset;
}

/**
 * Reads a table and decides everything that comes before training: the recipe (that of an earlier run, the given one,
 * or the baseline for this data, with the changes asked for), the target and the split.
 */
export async function prepare(
  options: TrainingOptions & { signal: AbortSignal },
  earlier?: Recipe,
): Promise<Prepared> {
  const given = earlier ?? (await givenRecipe(options.recipe));
  const types = {
    ...given?.data.types,
    ...Object.fromEntries(options.types.map(({ column, type }) => [column, type])),
  };
  const image = imageOptions(given, options.set);
  const table = await readData(options.data, { types, image, signal: options.signal });
  const call = { ...options, ...targetOf(table, options) };
  const recipe = withCallOptions(given ?? baselineFor(table, call), call);
  const target = chooseTargetFor(table, recipe);
  checkLossTarget(recipe.loss, unscaledTarget(target));
  const split = splitRows(table, { ...recipe.data.split, target });
  return { table, target, split, recipe, dataHash: await hashTable(table) };
}

/** The target of a recipe, with what its loss says of it. */
export function chooseTargetFor(table: Table, { data, loss }: Pick<Recipe, "data" | "loss">): JudgedTarget {
  const task = data.task === "auto" ? (taskOfLoss(loss.kind) ?? "auto") : data.task;
  return judgedTarget(chooseTarget(table, { target: data.target, task }), loss);
}

/** A target as a dataset holds it, before any scaling. */
function unscaledTarget(target: Target): NonNullable<Dataset["target"]> {
  const names = target.columns.map(({ name }) => name);
  if (target.task === "classification")
    return { kind: "classes", data: target.codes, classes: target.classes };
  if (target.task === "multiLabel") return { kind: "labels", data: target.truth, labels: names };
  const [mean, scale] = [names.map(() => 0), names.map(() => 1)];
  return { kind: "values", data: new Float32Array(target.values), width: names.length, mean, scale, names };
}

/** The target columns that a call names, and the task that it asks for, if only by its loss. */
function targetOf(table: Table, options: TrainingOptions): Pick<TrainingOptions, "target" | "task"> {
  const names = options.target === null ? null : targetNames(table, options.target);
  const loss = options.set.findLast(({ path }) => path === "loss.kind")?.value;
  return {
    target: names?.length === 1 ? names[0] : names,
    task: options.task ?? (typeof loss === "string" ? taskOfLoss(loss) : undefined) ?? null,
  };
}

/** The task that a loss is for, where that leaves no choice: numbers that could be classes are numbers for it. */
function taskOfLoss(kind: string): "regression" | undefined {
  const loss = allLosses().find((candidate) => candidate.kind === kind);
  return loss?.targets.every((target) => target === "values") ? "regression" : undefined;
}

/** Fits the preprocessing on the training rows alone, and applies it to the whole table. */
export function fitData(
  prepared: { readonly table: Table; readonly target: Target },
  recipe: Pick<Recipe, "data"> & Partial<Pick<Recipe, "loss">>,
  trainRows: Int32Array,
): FittedData {
  const wanted = recipe.loss && lossDefinition(recipe.loss.kind).values;
  const preprocessing = fitPreprocessing(prepared.table, trainRows, {
    ...recipe.data,
    target: prepared.target,
    targetScaling: wanted?.scaling ?? "standardize",
  });
  const { classWeights } = recipe.data;
  return { preprocessing, dataset: applyPreprocessing(prepared.table, preprocessing, { classWeights }) };
}

/** How images are to be read, which must be known before there is a recipe for what was read. */
function imageOptions(given: Recipe | undefined, set: TrainingOptions["set"]): ImageRecipe {
  const draft = parseRecipe(
    {
      schema: 1,
      data: { target: "target", image: given?.data.image ?? {} },
      network: { layers: [{ id: "output", kind: "dense", units: "outputs" }] },
      loss: { kind: "softmaxCrossEntropy" },
    },
    { source: "the recipe" },
  );
  const told = set.filter(({ path }) => path === "data.image" || path.startsWith("data.image."));
  const patch = told.map(({ path, value }) => ({ op: "set" as const, path, value }));
  return applyPatch(draft, patch, { source: "--set" }).data.image;
}

/** So many columns are listed where the target was not told. */
const COLUMNS_SHOWN = 8;

/** The names of the target columns; a call without a recipe must say it, where the data does not. */
function requireTarget({ target }: Pick<DataOptions, "target">, table: Table): string | readonly string[] {
  if (target !== null) return target;
  if (table.targetColumn !== undefined) return table.targetColumn;
  const names = table.columns.map(({ name }) => `"${name}"`);
  const more = names.length > COLUMNS_SHOWN ? `, ... (${names.length} in all)` : "";
  throw new TrainwellError({
    kind: "usage",
    code: "target-not-told",
    message: "The column to predict was not told.",
    details: { columns: table.columns.map(({ name }) => name) },
    hint: `Add --target COLUMN, or a recipe with data.target; the columns are ${names.slice(0, COLUMNS_SHOWN).join(", ")}${more}.`,
  });
}

/** The recipe that a call names, read and checked; undefined for none. */
export async function givenRecipe(recipe: TrainingOptions["recipe"]): Promise<Recipe | undefined> {
  if (recipe === null) return undefined;
  return typeof recipe === "string" ? readRecipeFile(recipe) : parseRecipe(recipe, { source: "the recipe" });
}

async function readRecipeFile(path: string): Promise<Recipe> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason =
      code === "ENOENT"
        ? "it does not exist"
        : code === "EISDIR"
          ? "it is a folder"
          : (code ?? String(cause));
    throw new TrainwellError({
      kind: "input",
      code: "recipe-unreadable",
      message: `The recipe ${path} cannot be read: ${reason}.`,
      details: { path },
      hint: "Check the path given with --recipe.",
      cause,
    });
  }
  return readRecipe(text, path);
}

/** What the call says about the data, as changes to a recipe; they come before those of --set. */
function dataPatch(options: TrainingOptions): Patch {
  const set = (path: string, value: unknown): Patch => [{ op: "set", path, value }];
  const types = Object.fromEntries(options.types.map(({ column, type }) => [column, type]));
  return [
    ...(options.target === null ? [] : set("data.target", options.target)),
    ...(options.task === null ? [] : set("data.task", options.task)),
    ...(options.types.length === 0 ? [] : set("data.types", types)),
    ...(options.split === null ? [] : set("data.split.method", options.split.method)),
    ...(options.split?.column ? set("data.split.column", options.split.column) : []),
    ...Object.entries(options.splitSizes ?? {}).flatMap(([part, share]) => set(`data.split.${part}`, share)),
    ...(options.seed === null
      ? []
      : [...set("training.seed", options.seed), ...set("data.split.seed", options.seed)]),
  ];
}

export function withCallOptions(recipe: Recipe, options: TrainingOptions): Recipe {
  const assigned = options.set.map(({ path, value }) => ({ op: "set" as const, path, value }));
  const source = assigned.length > 0 ? "--set" : "the options";
  return applyPatch(recipe, [...dataPatch(options), ...assigned], { source });
}

/**
 * The sensible first recipe for a table, from what its rows and columns show.
 *
 * @param given `rows` is how many rows there will be to train on, where the table is only a part of them.
 */
export function baselineFor(table: Table, options: TrainingOptions, given: { rows?: number } = {}): Recipe {
  const name = requireTarget(options, table);
  const target = chooseTarget(table, { target: name, task: options.task ?? "auto" });
  const facts = {
    target: name,
    task: target.task,
    outputs: target.task === "classification" ? target.classes.length : target.columns.length,
  };
  const rows = given.rows ?? target.rows.length;
  const draft = baselineRecipe({
    ...facts,
    rows,
    features: table.columns.length - 1,
    blocks: [],
  });
  const { data } = applyPatch(draft, dataPatch(options));
  const { dataset } = fitData({ table, target }, { data }, target.rows);
  return baselineRecipe({ ...facts, rows, ...baselineInputs(dataset.blocks) });
}
