import { describe, expect, test } from "vitest";
import { diffRecipes, formatDiff } from "./diff.ts";
import { applyPatch } from "./patch.ts";
import { parseRecipe } from "./schema.ts";

const withLayers = (layers: readonly unknown[]) =>
  parseRecipe(
    {
      schema: 1,
      data: { target: "y" },
      network: { layers },
      loss: { kind: "meanSquaredError" },
    },
    { source: "recipe.json" },
  );

const dense = { id: "a", kind: "dense", units: 2, inputs: ["features"] };
const sum = { id: "sum", kind: "add", inputs: ["a", "b"] };
const twins = [dense, { id: "b", shares: "a", inputs: ["category:x"] }, sum];

describe("a layer that shares another", () => {
  test("needs no kind, and reads the same when it is read again", () => {
    const recipe = withLayers(twins);
    expect(recipe.network.layers[1]).toEqual({
      id: "b",
      kind: "shared",
      shares: "a",
      inputs: ["category:x"],
    });
    expect(parseRecipe(JSON.parse(JSON.stringify(recipe)), { source: "again" })).toEqual(recipe);
  });

  test("follows when the other one is patched, and can be patched into being and away", () => {
    const recipe = withLayers(twins);
    const wider = applyPatch(recipe, [{ op: "set", path: "network.layers.a.units", value: 5 }]);
    expect(wider.network.layers[1]).toEqual(recipe.network.layers[1]);
    const apart = applyPatch(recipe, [{ op: "set", path: "network.layers.b", value: { ...dense, id: "b" } }]);
    expect(applyPatch(apart, diffRecipes(apart, recipe))).toEqual(recipe);
    const inserted = applyPatch(recipe, [
      { op: "insert", after: "sum", layer: { id: "more", kind: "shared", shares: "a" } },
    ]);
    expect(formatDiff(recipe, inserted)).toEqual(["+ layer more (shared, shares a) after sum"]);
  });

  test.each<[string, unknown[], RegExp, string]>([
    [
      "no layer",
      [dense, { id: "b", shares: "A" }],
      /"network\.layers\.b" shares "A", which is no layer/,
      "unknown-shared-layer",
    ],
    [
      "a sharer",
      [...twins, { id: "c", shares: "b" }],
      /shares "b", which itself shares "a"/,
      "shares-a-sharer",
    ],
    [
      "and has options",
      [dense, { id: "b", shares: "a", bias: false }],
      /has the option "bias" of its own/,
      "shares-and-options",
    ],
    [
      "and has a kind",
      [dense, { id: "b", shares: "a", kind: "dense" }],
      /has the kind "dense" of its own/,
      "shares-and-options",
    ],
  ])("is refused when it shares %s", (_, layers, message, code) => {
    expect(() => withLayers(layers)).toThrow(
      expect.objectContaining({ code: `recipe-${code}`, message: expect.stringMatching(message) }),
    );
  });

  test("must say what it shares", () => {
    expect(() => withLayers([dense, { id: "b", kind: "shared" }])).toThrow(
      /"network\.layers\.b\.kind" must be another kind, or beside "shares", but is "shared"/,
    );
    expect(() => withLayers([{ id: "b" }])).toThrow(
      /"network\.layers\.b\.kind" must be a kind of layer, but is missing/,
    );
  });

  test("cannot be given options by a patch; the message says where they belong", () => {
    const change = () =>
      applyPatch(withLayers(twins), [{ op: "set", path: "network.layers.b.units", value: 3 }]);
    expect(change).toThrow(/"network\.layers\.b" shares "a" and has the option "units" of its own/);
  });
});
