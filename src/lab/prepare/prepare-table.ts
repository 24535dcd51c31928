import type { ReadOptions } from "../../data/read/sources/source-reader.ts";
import { type Split, splitRows } from "../../data/split/split.ts";
import type { Table } from "../../data/table/table.ts";
import { targetNotes } from "../../data/target/target-notes.ts";
import { checkMetricName } from "../../nn/judging/chosen-metric.ts";
import { checkLossTarget } from "../../program/loss-target.ts";
import { changeSections } from "../../recipe/patch.ts";
import type { Recipe } from "../../recipe/schema.ts";
import { type DataReading, parseDataReading } from "../../recipe/sections/data-section.ts";
import type { JudgedTarget } from "../judged-target.ts";
import { checkPartsHaveClass } from "./absent-class.ts";
import { baselineOn } from "./baseline-recipe.ts";
import { withFittingScale } from "./choose-scaling.ts";
import { chooseTargetFor, toldTarget, unscaledTarget } from "./choose-target.ts";
import { assignments, changeAsTold, dataPatch, type ToldChanges, toldTypes } from "./told-changes.ts";

/** A table that is ready to be trained on: typed, its target chosen, its rows divided. */
export interface PreparedTable {
  readonly table: Table;
  readonly target: JudgedTarget;
  readonly split: Split;
  readonly recipe: Recipe;
  /** Sentences on how the target was understood; left out for none. */
  readonly targetNotes?: readonly string[];
}

/**
 * Decides everything that comes between a table and its training: the recipe (the given one, or the baseline
 * for this table, with the changes asked for), the target and the split. It is the same in a page.
 */
export function prepareTable(table: Table, request: ToldChanges, given: Recipe | undefined): PreparedTable {
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
  };
  const isTold =
    given !== undefined || assignments(told).some(({ path }) => /^data(\.normalize)?$/.test(path));
  return isTold ? prepared : { ...prepared, recipe: withFittingScale(prepared) };
}

/** Notes on how the data were read and divided. */
export function notesOn({
  table,
  targetNotes = [],
  split,
}: Pick<PreparedTable, "table" | "targetNotes" | "split">): string[] {
  return [...(table.notes ?? []), ...targetNotes, ...split.notes];
}

/** An unknown metric is told before the data are read. */
export function checkMetric(given: Recipe | undefined, told: ToldChanges): void {
  const assigned = assignments(told).findLast(({ path }) => path === "judge.metric")?.value;
  const metric = assigned ?? told.metric ?? given?.judge.metric ?? "auto";
  if (typeof metric === "string" && metric !== "auto") checkMetricName(metric);
}

const READING_PATH = /^data\.(types|header|sheet|decimal|gaps|image)(\.|$)/;

/** How data are to be read, which must be known before there is a recipe for what was read. */
export function readingAsTold(given: Recipe | undefined, told: ToldChanges): ReadOptions {
  const { types = {}, header = "auto", sheet = null, decimal = "auto" } = given?.data ?? {};
  const { gaps = [], image = {} } = given?.data ?? {};
  const data = { types: { ...types, ...toldTypes(told) }, header, sheet, decimal, gaps, image };
  const { types: _, ...rest } = told;
  const changes = [...dataPatch(rest), ...assignments(told)].filter(
    (operation) => operation.op === "set" && READING_PATH.test(operation.path),
  );
  const changed = changeSections({ data }, changes, { source: "--set" });
  return readingOptions(parseDataReading(changed.data, { source: "--set" }));
}

/** How a recipe has its data read, as options of reading. */
function readingOptions({ header, sheet, decimal, ...rest }: DataReading): ReadOptions {
  return {
    ...rest,
    header: header === "auto" ? undefined : header === "present",
    sheet: sheet ?? undefined,
    decimal: decimal === "auto" ? undefined : decimal,
  };
}
