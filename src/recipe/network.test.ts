import { describe, expect, test } from "vitest";
import { diffRecipes, formatDiff } from "./diff.ts";
import { applyPatch } from "./patch.ts";
import { parseRecipe } from "./schema.ts";

function recipeOf(network: Record<string, unknown>) {
  const layers = [{ id: "output", kind: "dense", units: "outputs" }];
  const json = {
    schema: 1,
    data: { target: "y" },
    network: { layers, ...network },
    loss: { kind: "softmaxCrossEntropy" },
  };
  return parseRecipe(json, { source: "the test" });
}

describe("what the network begins with", () => {
  test("is left out of recipes that do not name it, and has defaults where they do", () => {
    expect(Object.keys(recipeOf({}).network)).toEqual(["layers"]);
    expect(recipeOf({ outputBias: "baseRate", initialization: { kind: "lsuv" } }).network).toMatchObject({
      outputBias: "baseRate",
      initialization: { kind: "lsuv", rows: 256 },
    });
  });

  test("is refused where it is unknown", () => {
    expect(() => recipeOf({ outputBias: "mean" })).toThrow(/network\.outputBias/);
    expect(() => recipeOf({ initialization: { kind: "other" } })).toThrow(/network\.initialization/);
  });

  test("can be set, changed and taken away by patches, and differences say so", () => {
    const [plain, set] = [
      recipeOf({}),
      recipeOf({ outputBias: "baseRate", initialization: { kind: "lsuv", rows: 64 } }),
    ];
    expect(formatDiff(plain, set)).toEqual([
      "network.outputBias: none -> baseRate",
      "network.initialization: none -> lsuv (rows 64)",
    ]);
    for (const [before, after] of [
      [plain, set],
      [set, plain],
      [set, recipeOf({ outputBias: "zero", initialization: { kind: "lsuv", rows: 128 } })],
    ])
      expect(applyPatch(before, diffRecipes(before, after))).toEqual(after);
  });
});
