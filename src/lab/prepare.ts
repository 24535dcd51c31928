import { type Split, splitRows } from "../data/split/split.ts";
import { hashTable } from "../data/table/hash.ts";
import type { Table } from "../data/table/table.ts";
import { checkLossTarget } from "../program/loss-target.ts";
import { changeSections } from "../recipe/patch.ts";
import type { Recipe } from "../recipe/schema.ts";
import { type DataReading, parseDataReading } from "../recipe/sections/data-section.ts";
import { baselineOn } from "./baseline-recipe.ts";
import { withFittingScale } from "./choose-scaling.ts";
import { chooseTargetFor, toldTarget, unscaledTarget } from "./choose-target.ts";
import { givenRecipe } from "./given-recipe.ts";
import type { JudgedTarget } from "./judged-target.ts";
import { type FileForm, fileForm, readData } from "./read-data.ts";
import { assignments, changeAsTold, type ToldChanges, toldTypes } from "./told-changes.ts";

/** A table that is ready to be trained on: typed, its target chosen, its rows divided. */
export interface Prepared {
  readonly table: Table;
  readonly target: JudgedTarget;
  readonly split: Split;
  readonly recipe: Recipe;
  /** SHA-256 of the table's content. */
  readonly dataHash: string;
}

/** Which data are to be trained on, by which recipe, and what is said beside it. */
export interface PrepareRequest extends ToldChanges, FileForm {
  /** Path of a file or folder of data, or a table in memory. */
  readonly data: string | Table;
  /** A recipe, or the path of one in JSON; null or left out for the baseline for the data. */
  readonly recipe?: string | Recipe | null;
  readonly signal: AbortSignal;
}

/**
 * Reads a table and decides everything that comes before training: the recipe (that of an earlier run, the
 * given one, or the baseline for this data, with the changes asked for), the target and the split.
 */
export async function prepare(asked: PrepareRequest, earlier?: Recipe): Promise<Prepared> {
  // An earlier run's recipe holds all that was told when it was begun.
  const request = earlier ? { data: asked.data, signal: asked.signal, ...fileForm(asked) } : asked;
  const given = earlier ?? (await givenRecipe(asked.recipe ?? null));
  const { types, decimal, gaps, image } = readingSection(given, request);
  const table = await readData(request.data, {
    types,
    ...(decimal === "auto" ? {} : { decimal }),
    gaps,
    image,
    ...fileForm(request),
    signal: request.signal,
  });
  const told = { ...request, ...toldTarget(table, request) };
  const recipe = changeAsTold(given ?? baselineOn(table, told), told);
  const target = chooseTargetFor(table, recipe);
  checkLossTarget(recipe.loss, unscaledTarget(target));
  const split = splitRows(table, { ...recipe.data.split, exclude: recipe.data.exclude, target });
  const prepared = { table, target, split, recipe, dataHash: await hashTable(table) };
  const isTold =
    given !== undefined || assignments(told).some(({ path }) => /^data(\.normalize)?$/.test(path));
  return isTold ? prepared : { ...prepared, recipe: withFittingScale(prepared) };
}

const READING_PATH = /^data\.(types|decimal|gaps|image)(\.|$)/;

/** How data are to be read, which must be known before there is a recipe for what was read. */
function readingSection(given: Recipe | undefined, told: ToldChanges): DataReading {
  const { types = {}, decimal = "auto", gaps = [], image = {} } = given?.data ?? {};
  const data = {
    types: { ...types, ...toldTypes(told) },
    decimal: told.decimal ?? decimal,
    gaps: told.gaps?.length ? told.gaps : gaps,
    image,
  };
  const changes = assignments(told).filter(({ path }) => READING_PATH.test(path));
  const changed = changeSections({ data }, changes, { source: "--set" });
  return parseDataReading(changed.data, { source: "--set" });
}
