import { describe, expect, test } from "vitest";
import { diffRecipes, formatDiff } from "./diff.ts";
import { applyPatch } from "./patch.ts";
import { formatRecipe, readRecipe } from "./recipe-json.ts";
import { parseRecipe } from "./schema.ts";

const recipe = (augment?: unknown) =>
  parseRecipe(
    {
      schema: 1,
      data: { target: "y", ...(augment === undefined ? {} : { augment }) },
      network: { layers: [{ id: "output", kind: "dense", units: "outputs" }] },
      loss: { kind: "softmaxCrossEntropy" },
    },
    { source: "recipe.json" },
  );
const set = (path: string, value: unknown) => [{ op: "set" as const, path, value }];

describe("augmentations in a recipe", () => {
  test("are none by default, and get the defaults of their kinds", () => {
    expect(recipe().data.augment).toEqual([]);
    expect(recipe([{ kind: "flip" }, { kind: "rotate", degrees: 5 }]).data.augment).toEqual([
      { kind: "flip", horizontal: 0.5, vertical: 0 },
      { kind: "rotate", degrees: 5 },
    ]);
  });

  test("survive the way through JSON", () => {
    const given = recipe([{ kind: "erase" }, { kind: "crop" }]);
    expect(readRecipe(formatRecipe(given), "recipe.json")).toEqual(given);
  });

  test.each([
    [[{ kind: "turn" }], '"data.augment.kind" is "turn", which is not a known augmentation'],
    [
      [{ kind: "rotate", degrees: 200 }],
      '"data.augment.rotate.degrees" must be a number at most 180, but is 200',
    ],
    [[{ kind: "rotate", angle: 3 }], '"data.augment.rotate.angle" is not a known key'],
    [[{ kind: "flip" }, { kind: "flip" }], '"data.augment.flip" must be given once, but is'],
    ["flip", '"data.augment" must be a list'],
    [[5], '"data.augment.0" must be an object'],
  ])("%j is refused in one sentence", (augment, message) => {
    expect(() => recipe(augment)).toThrow(message);
  });

  test("are addressed by kind in patches: set, added, removed", () => {
    const flipped = applyPatch(recipe(), set("data.augment.flip.vertical", 0.5));
    expect(flipped.data.augment).toEqual([{ kind: "flip", horizontal: 0.5, vertical: 0.5 }]);
    const both = applyPatch(flipped, set("data.augment.crop", { padding: 2 }));
    expect(both.data.augment.map(({ kind }) => kind)).toEqual(["flip", "crop"]);
    const changed = applyPatch(both, set("data.augment.crop.padding", 3));
    expect(changed.data.augment[1]).toEqual({ kind: "crop", padding: 3, fill: "zero" });
    expect(applyPatch(changed, set("data.augment.flip", null)).data.augment).toHaveLength(1);
    expect(applyPatch(changed, set("data.augment", null)).data.augment).toEqual([]);
    expect(() => applyPatch(both, set("data.augment.crop", 5))).toThrow("must be an object");
    expect(() => applyPatch(both, set("data.augment.__proto__.x", 5))).toThrow();
  });

  test("differ readably, and the difference leads from one to the other", () => {
    const [before, after] = [recipe([{ kind: "flip" }]), recipe([{ kind: "rotate", degrees: 5 }])];
    expect(applyPatch(before, diffRecipes(before, after))).toEqual(after);
    expect(formatDiff(before, after)).toEqual([
      "data.augment: flip (horizontal 0.5, vertical 0) -> rotate (degrees 5)",
    ]);
  });
});

test("the difference to no augmentation says none", () => {
  expect(formatDiff(recipe([{ kind: "rotate" }]), recipe())).toEqual([
    "data.augment: rotate (degrees 10) -> none",
  ]);
});
