import { expect, test } from "vitest";
import { allRows, tableFromColumns } from "../data/table/table.ts";
import { chooseTarget } from "../data/target/task.ts";
import { baselineRecipe } from "../recipe/default.ts";
import { applyPatch } from "../recipe/patch.ts";
import { fitData } from "./fit-data.ts";

test("class weights that the recipe asks for reach the data: each class weighs the same in all", () => {
  const labels = Array.from({ length: 40 }, (_, row) => (row < 10 ? "rare" : "usual"));
  const table = tableFromColumns([
    ["x", labels.map((_, row) => Math.sin(row))],
    ["y", labels],
  ]);
  const target = chooseTarget(table, { target: "y" });
  const recipe = baselineRecipe({
    target: "y",
    task: "classification",
    outputs: 2,
    rows: 40,
    features: 1,
    blocks: [],
  });
  expect(fitData({ table, target }, recipe, allRows(40)).dataset.weights).toBeUndefined();
  const balanced = applyPatch(recipe, [{ op: "set", path: "data.classWeights", value: "balanced" }]);
  const { weights } = fitData({ table, target }, balanced, allRows(40)).dataset;
  expect(Array.from(weights!.slice(9, 11))).toEqual([2, Math.fround(40 / 60)]);
});
