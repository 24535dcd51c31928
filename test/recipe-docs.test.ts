import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import { metricsMarkdown } from "../src/nn/judging/metrics-markdown.ts";
import { baselineRecipe, linearRecipe } from "../src/recipe/default.ts";
import { formatRecipeJsonSchema } from "../src/recipe/json-schema.ts";
import { arbitraryRecipe } from "../src/recipe/recipe.samples.ts";
import { recipeReference } from "../src/recipe/reference-markdown.ts";
import { parseRecipe } from "../src/recipe/schema.ts";
import { root } from "./support/paths.ts";

const read = (name: string) => readFileSync(join(root, "docs", name), "utf8");

test("docs/recipe.md is what the code declares (npm run generate)", () => {
  expect(read("recipe.md")).toBe(recipeReference());
});

test("docs/recipe.schema.json is what the code declares (npm run generate)", () => {
  expect(read("recipe.schema.json")).toBe(formatRecipeJsonSchema());
});

test("docs/metrics.md has the metrics that the code declares (npm run generate)", () => {
  expect(read("metrics.md")).toContain(`generate -->\n\n${metricsMarkdown()}\n\n<!-- end`);
});

/** A validator that knows nothing of our schemas but the JSON that is published. */
const published = z.fromJSONSchema(JSON.parse(read("recipe.schema.json")));
const complaint = (recipe: unknown) => published.safeParse(JSON.parse(JSON.stringify(recipe))).error?.message;

const about = { target: "y", outputs: 3, rows: 500 };
const numbers = { features: 4, blocks: [] };
const image = { features: 0, blocks: [{ name: "features", rowShape: [3, 16, 16] }] };
const codes = { features: 2, blocks: [{ name: "category:city", rowShape: [], cardinality: 40 }] };

test.each([
  ["a table", baselineRecipe({ ...about, ...numbers, task: "classification" })],
  ["values", baselineRecipe({ ...about, ...numbers, task: "regression" })],
  [
    "labels of several columns",
    baselineRecipe({ ...about, ...codes, target: ["a", "b"], task: "multiLabel" }),
  ],
  ["images", baselineRecipe({ ...about, ...image, task: "classification" })],
  ["the simple model", linearRecipe({ ...about, ...codes, task: "classification" })],
])("the published schema accepts the default recipe for %s", (_, recipe) => {
  expect(complaint(recipe)).toBeUndefined();
});

const minimal = () => ({
  schema: 1,
  data: { target: "y" } as Record<string, unknown>,
  network: {
    layers: [
      { id: "shared", kind: "dense", units: 8 },
      { id: "rate", kind: "dropout", rate: { from: 0, to: 0.5 } },
      { id: "again", shares: "shared", inputs: ["features"] },
      { id: "both", kind: "add", inputs: ["rate", "again"] },
      { id: "output", kind: "dense", units: "outputs", initializer: { kind: "heNormal", mode: "fanOut" } },
    ] as Record<string, unknown>[],
  },
  loss: { kind: "softmaxCrossEntropy" } as Record<string, unknown>,
});

test("the published schema accepts what people write: few options, shared layers, courses", () => {
  const recipe = { ...minimal(), data: { target: ["y"], augment: [{ kind: "flip" }], split: { dev: 0.2 } } };
  expect(complaint(recipe)).toBeUndefined();
  expect(complaint(parseRecipe(recipe, { source: "the test" }))).toBeUndefined();
});

test("the published schema accepts whatever parseRecipe gives", () => {
  fc.assert(
    fc.property(arbitraryRecipe(), (recipe) => complaint(recipe) === undefined),
    { numRuns: 50, seed: 1 },
  );
});

test.each([
  ["an unknown section", { ...minimal(), trainning: {} }],
  ["an unknown option of a loss", { ...minimal(), loss: { kind: "huber", delt: 1 } }],
  ["a number beyond its limits", { ...minimal(), optimizer: { kind: "adam", beta1: 1 } }],
  ["an option of another kind", { ...minimal(), schedule: { kind: "cosine", power: 2 } }],
  ["an unknown kind of layer", { ...minimal(), network: { layers: [{ id: "a", kind: "drpout" }] } }],
  ["a layer without id", { ...minimal(), network: { layers: [{ kind: "relu" }] } }],
  ["an unknown augmentation", { ...minimal(), data: { target: "y", augment: [{ kind: "spin" }] } }],
  ["no target", { ...minimal(), data: {} }],
  ["another version", { ...minimal(), schema: 2 }],
])("the published schema and parseRecipe both refuse %s", (_, recipe) => {
  expect(complaint(recipe)).toBeDefined();
  expect(() => parseRecipe(recipe, { source: "the test" })).toThrow();
});
