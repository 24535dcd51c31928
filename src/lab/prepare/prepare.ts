import { hashTable } from "../../data/table/hash.ts";
import type { ErrorCost } from "../../nn/judging/costs.ts";
import type { Recipe, RecipeInput } from "../../recipe/schema.ts";
import { givenRecipe } from "./given-recipe.ts";
import { checkMetric, type PreparedTable, prepareTable, readingAsTold } from "./prepare-table.ts";
import { type CostSource, readCosts } from "./read-costs.ts";
import { type DataSource, readData } from "./read-data.ts";
import type { ToldChanges } from "./told-changes.ts";

/** Data that are ready to be trained on, and which they are. */
export interface Prepared extends PreparedTable {
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
  const reading = readingAsTold(given, request);
  const table = await readData(request.data, { ...reading, signal: request.signal });
  return { ...prepareTable(table, request, given), dataHash: await hashTable(table) };
}
