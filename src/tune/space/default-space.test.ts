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
