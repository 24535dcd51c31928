import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TrainwellError } from "../base/errors.ts";
import { canonicalJson } from "./canonical-json.ts";
import { arbitraryRecipe } from "./recipe.samples.ts";
import { formatRecipe, readRecipe } from "./recipe-json.ts";

describe("recipes as JSON", () => {
  it("survive the round trip without loss", () => {
    fc.assert(
      fc.property(arbitraryRecipe(), (recipe) => {
        const text = formatRecipe(recipe);
        expect(readRecipe(text, "text")).toEqual(recipe);
        expect(formatRecipe(readRecipe(text, "text"))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(recipe)));
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it("show a layer on one line", () => {
    const layers = [
      { id: "relu1", kind: "relu" },
      { id: "out", kind: "dense", units: "outputs" },
    ];
    const recipe = readRecipe(
      JSON.stringify({ schema: 1, data: { target: "y" }, network: { layers }, loss: { kind: "huber" } }),
      "r",
    );
    expect(formatRecipe(recipe)).toContain(
      '\n      { "id": "out", "kind": "dense", "units": "outputs", "bias": true, ',
    );
  });

  it.each([
    ["", "it is empty"],
    ['{"schema": 1,', "recipe.json is not valid JSON: line 1 is none from its end on."],
    ['{"schema": 1,\n}', 'recipe.json is not valid JSON: line 2 is none from "}" on.'],
    ["[".repeat(50_000) + "]".repeat(50_000), "nested more than 32 levels deep"],
  ])("refuse %j", (text, sentence) => {
    expect(() => readRecipe(text, "recipe.json")).toThrow(TrainwellError);
    expect(() => readRecipe(text, "recipe.json")).toThrow(sentence);
  });
});

describe("canonicalJson", () => {
  it("does not depend on the order of keys, and depends on every value", () => {
    const text =
      '{"schema":1,"data":{"target":"y","task":"auto"},' +
      '"network":{"layers":[{"id":"o","kind":"dense","units":1}]},"loss":{"kind":"huber"}}';
    const turned =
      '{"loss":{"kind":"huber"},"network":{"layers":[{"units":1,"kind":"dense","id":"o"}]},' +
      '"data":{"task":"auto","target":"y"},"schema":1}';
    const canonical = canonicalJson(readRecipe(text, "a"));
    expect(canonicalJson(readRecipe(turned, "b"))).toBe(canonical);
    expect(canonicalJson(readRecipe(text.replace('"units":1', '"units":2'), "c"))).not.toBe(canonical);
  });
});
