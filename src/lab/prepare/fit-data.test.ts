import { describe, expect, test } from "vitest";
import { tableFromColumns } from "../../data/table/building/column-table.ts";
import { allRows } from "../../data/table/table.ts";
import { chooseTarget } from "../../data/target/task.ts";
import { baselineRecipe } from "../../recipe/default.ts";
import { applyPatch } from "../../recipe/patch.ts";
import type { Recipe } from "../../recipe/types.ts";
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

describe("the data of trainings", () => {
  const table = tableFromColumns([
    ["x", Array.from({ length: 30 }, (_, row) => row ** 1.5)],
    ["y", Array.from({ length: 30 }, (_, row) => 2 * row)],
  ]);
  const target = chooseTarget(table, { target: "y" });
  const recipe = baselineRecipe({
    target: "y",
    task: "regression",
    outputs: 1,
    rows: 20,
    features: 1,
    blocks: [],
  });
  const rows = allRows(20);
  const changed = (path: string, value: unknown) => applyPatch(recipe, [{ op: "set", path, value }]);
  const fit = (of: Recipe, trainRows = rows) => fitData({ table, target }, of, trainRows);

  test("are one and the same on the same rows, whatever else the recipe says", () => {
    expect(fit(changed("optimizer.learningRate", 0.5))).toBe(fit(recipe));
    expect(fit(changed("training.seed", 7)).dataset).toBe(fit(recipe).dataset);
  });

  test("are fitted again on other rows, by another data section, and for another table", () => {
    const first = fit(recipe);
    const onFewer = fit(recipe, allRows(10));
    expect(onFewer.preprocessing).not.toEqual(first.preprocessing);
    expect(fit(changed("data.normalize", "none")).preprocessing).not.toEqual(first.preprocessing);
    const other = { table: { ...table }, target };
    expect(fitData(other, recipe, rows)).not.toBe(first);
    expect(fitData(other, recipe, rows)).toEqual(first);
  });

  test("of a loss that wants its target in the target's own unit are not those of another loss", () => {
    const own = fit(changed("loss", { kind: "poisson" }));
    expect(own.preprocessing.target).not.toEqual(fit(recipe).preprocessing.target);
  });
});

test("training rows get statistics of the target from other training rows, and all others from all", () => {
  const shop = Array.from({ length: 40 }, (_, row) => `shop ${row % 4}`);
  const dataOf = (changed: number) => {
    const y = shop.map((_, row) => (row === changed ? 500 : (row * row) % 17));
    const table = tableFromColumns([
      ["shop", shop],
      ["y", y],
    ]);
    const patch = [
      { op: "set" as const, path: "data.categories", value: "targetStatistics" },
      { op: "set" as const, path: "data.normalize", value: "none" },
    ];
    const recipe = baselineRecipe({
      target: "y",
      task: "regression",
      outputs: 1,
      rows: 30,
      features: 1,
      blocks: [],
    });
    const target = chooseTarget(table, { target: "y", task: "regression" });
    const { dataset } = fitData({ table, target }, applyPatch(recipe, patch), allRows(30));
    return dataset.blocks[0].data;
  };
  const [before, own, later] = [dataOf(-1), dataOf(5), dataOf(35)];
  // Its own target moves the mean of all rows, which all numbers have alike, and nothing else of its number.
  expect(own[5] - before[5]).toBeCloseTo((500 - (25 % 17)) / 30, 4);
  expect(own[33]).not.toBe(before[33]);
  expect(later).toEqual(before);
});
