import { type Split, splitRows } from "../data/split/split.ts";
import { hashTable } from "../data/table/hash.ts";
import type { Table } from "../data/table/table.ts";
import { targetNotes } from "../data/target/target-notes.ts";
import { checkMetricName } from "../nn/judging/chosen-metric.ts";
import type { ErrorCost } from "../nn/judging/costs.ts";
import { checkLossTarget } from "../program/loss-target.ts";
import { changeSections } from "../recipe/patch.ts";
import type { Recipe, RecipeInput } from "../recipe/schema.ts";
import { type DataReading, parseDataReading } from "../recipe/sections/data-section.ts";
import { checkPartsHaveClass } from "./absent-class.ts";
import { baselineOn } from "./baseline-recipe.ts";
import { withFittingScale } from "./choose-scaling.ts";
import { chooseTargetFor, toldTarget, unscaledTarget } from "./choose-target.ts";
import { givenRecipe } from "./given-recipe.ts";
import type { JudgedTarget } from "./judged-target.ts";
import { type CostSource, readCosts } from "./read-costs.ts";
import { type DataSource, readData, readingOptions } from "./read-data.ts";
import { assignments, changeAsTold, headerWord, type ToldChanges, toldTypes } from "./told-changes.ts";

/** A table that is ready to be trained on: typed, its target chosen, its rows divided. */
export interface Prepared {
  readonly table: Table;
  readonly target: JudgedTarget;
  readonly split: Split;
  readonly recipe: Recipe;
  /** Sentences on how the target was understood; left out for none. */
  readonly targetNotes?: readonly string[];
  /** SHA-256 of the table's content. */
  readonly dataHash: string;
}

/** Which data are to be trained on, by which recipe, and what is said beside it. */
export interface PrepareRequest extends Omit<ToldChanges, "costs"> {
  /** Costs of errors of classes, or the path of a table of them. */
  readonly costs?: CostSource;
  /** Path of a file or folder of data, or data in memory. */
  readonly data: DataSource;
  /** A recipe, or the path of one in JSON; null or left out for the baseline for the data. */
  readonly recipe?: string | RecipeInput | null;
  readonly signal: AbortSignal;
}

/**
 * Reads a table and decides everything that comes before training: the recipe (that of an earlier run, the
 * given one, or the baseline for this data, with the changes asked for), the target and the split.
 */
export async function prepare(asked: PrepareRequest, earlier?: Recipe): Promise<Prepared> {
  // An earlier run's recipe holds all that was told when it was begun.
  const told = earlier ? { data: asked.data, signal: asked.signal } : asked;
  return prepareAsTold({ ...told, costs: await readCosts(told.costs ?? []) }, earlier);
}

async function prepareAsTold(
  request: PrepareRequest & { readonly costs: readonly ErrorCost[] },
  earlier: Recipe | undefined,
): Promise<Prepared> {
  const given = earlier ?? (await givenRecipe(request.recipe ?? null));
  checkMetric(given, request);
  const reading = readingOptions(readingSection(given, request));
  const table = await readData(request.data, { ...reading, signal: request.signal });
  const told = { ...request, ...toldTarget(table, request) };
  const recipe = changeAsTold(given ?? baselineOn(table, told), told);
  const target = chooseTargetFor(table, recipe);
  checkLossTarget(recipe.loss, unscaledTarget(target));
  const split = splitRows(table, { ...recipe.data.split, exclude: recipe.data.exclude, target });
  checkPartsHaveClass(target, split, table.source);
  const isTaskTold = given !== undefined || told.task !== null;
  const prepared = {
    table,
    target,
    split,
    recipe,
    targetNotes: targetNotes(target, { isTold: isTaskTold }),
    dataHash: await hashTable(table),
  };
  const isTold =
    given !== undefined || assignments(told).some(({ path }) => /^data(\.normalize)?$/.test(path));
  return isTold ? prepared : { ...prepared, recipe: withFittingScale(prepared) };
}

/** An unknown metric is told before the data are read. */
function checkMetric(given: Recipe | undefined, told: ToldChanges): void {
  const assigned = assignments(told).findLast(({ path }) => path === "judge.metric")?.value;
  const metric = assigned ?? told.metric ?? given?.judge.metric ?? "auto";
  if (typeof metric === "string" && metric !== "auto") checkMetricName(metric);
}

const READING_PATH = /^data\.(types|header|sheet|decimal|gaps|image)(\.|$)/;

/** How data are to be read, which must be known before there is a recipe for what was read. */
function readingSection(given: Recipe | undefined, told: ToldChanges): DataReading {
  const { types = {}, header = "auto", sheet = null, decimal = "auto" } = given?.data ?? {};
  const { gaps = [], image = {} } = given?.data ?? {};
  const data = {
    types: { ...types, ...toldTypes(told) },
    header: typeof told.header === "boolean" ? headerWord(told.header) : header,
    sheet: told.sheet ?? sheet,
    decimal: told.decimal ?? decimal,
    gaps: told.gaps?.length ? told.gaps : gaps,
    image,
  };
  const changes = assignments(told).filter(({ path }) => READING_PATH.test(path));
  const changed = changeSections({ data }, changes, { source: "--set" });
  return parseDataReading(changed.data, { source: "--set" });
}
