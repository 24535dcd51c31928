import { splitRows } from "../../data/split/split.ts";
import type { Table } from "../../data/table/table.ts";
import { chooseTarget } from "../../data/target/task.ts";
import { baselineInputs, baselineRecipe } from "../../recipe/default.ts";
import { applyPatch } from "../../recipe/patch.ts";
import type { Recipe } from "../../recipe/schema.ts";
import { requireTarget } from "./choose-target.ts";
import { fitData } from "./fit-data.ts";
import { assignments, dataPatch, type ToldChanges } from "./told-changes.ts";

/**
 * The sensible first recipe for a table, from what its rows and columns show and what was told of the data.
 * Inputs are counted on training rows alone: what only dev and test rows have is not known yet.
 *
 * @param whole of a table that is a sample of the training rows: how many there are in all, and that none is
 * set apart.
 */
export function baselineOn(table: Table, told: ToldChanges, whole?: { readonly rows: number }): Recipe {
  const name = requireTarget(told, table);
  const target = chooseTarget(table, { target: name, task: told.task ?? "auto" });
  const facts = {
    target: name,
    task: target.task,
    outputs: target.task === "classification" ? target.classes.length : target.columns.length,
    rows: whole?.rows ?? target.rows.length,
  };
  const draft = baselineRecipe({ ...facts, features: table.columns.length - 1, blocks: [] });
  const assigned = assignments(told).filter(({ path }) => path === "data" || path.startsWith("data."));
  const { data } = applyPatch(draft, [...dataPatch(told), ...assigned], { source: "--set" });
  const trainRows = whole
    ? target.rows
    : splitRows(table, { ...data.split, exclude: data.exclude, target }).train;
  const { dataset } = fitData({ table, target }, { data }, trainRows);
  return baselineRecipe({ ...facts, ...baselineInputs(dataset.blocks) });
}
