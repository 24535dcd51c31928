import { expect, test } from "vitest";
import { branchingRecipe, diabetesRecipe } from "../../clinic/evidence.samples.ts";
import { applyPatch } from "../../recipe/patch.ts";
import { defaultSpace } from "./default-space.ts";

const rangeFor = (categories: string, recipe = diabetesRecipe(), hasCategories = true) => {
  const patch = [{ op: "set" as const, path: "data.categories", value: categories }];
  return defaultSpace(applyPatch(recipe, patch), { hasCategories })["data.categories"];
};

test("examples are not mixed where a layer reads codes, which cannot be", () => {
  expect(Object.keys(defaultSpace(diabetesRecipe()))).toContain("training.mixup");
  expect(Object.keys(defaultSpace(branchingRecipe()))).not.toContain("training.mixup");
});

test("the encoding of categories is searched where there are some and no layer reads their codes", () => {
  expect(rangeFor("auto")).toEqual({ search: "choice", of: ["auto", "targetStatistics"] });
  expect(rangeFor("targetStatistics")).toEqual({ search: "choice", of: ["oneHot", "targetStatistics"] });
  expect(rangeFor("auto", diabetesRecipe(), false)).toBeUndefined();
  expect(rangeFor("auto", branchingRecipe())).toBeUndefined();
  expect(rangeFor("embedding")).toBeUndefined();
});

/** The most units of hidden layers that are searched, for so many rows and for a recipe of so many units. */
function widest(rows: number | undefined, units = 32): number {
  const patch = [{ op: "set" as const, path: "network.layers.hidden1.units", value: units }];
  const recipe = applyPatch(diabetesRecipe(), patch);
  const space = defaultSpace(recipe, { blocks: false, ...(rows === undefined ? {} : { rows }) });
  return (space["network.layers.hidden1.units"] as { high: number }).high;
}

test("widths go as far as the rows pay for, but at least to twice the recipe's own", () => {
  expect([100, 500, 1000, 5000].map((rows) => widest(rows))).toEqual([128, 256, 512, 1024]);
  expect(widest(100, 200)).toBe(400);
  expect(widest(100, 2000)).toBe(2000);
  expect(widest(undefined)).toBe(1024);
});
