import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TrainwellError } from "../base/errors.ts";
import { diffRecipes, formatDiff } from "./diff.ts";
import type { LayerSpec } from "./layers.ts";
import { applyPatch, type Patch, parseAssignment } from "./patch.ts";
import { arbitraryRecipe } from "./recipe.samples.ts";
import { parseRecipe } from "./schema.ts";

const chain: LayerSpec[] = [
  { id: "hidden1", kind: "dense", units: 64 },
  { id: "relu1", kind: "relu" },
  { id: "hidden2", kind: "dense", units: 64 },
  { id: "sum", kind: "add", inputs: ["relu1", "hidden2"] },
  { id: "output", kind: "dense", units: "outputs" },
];
const recipeOf = (layers: readonly LayerSpec[]) =>
  parseRecipe(
    { schema: 1, data: { target: "y" }, network: { layers }, loss: { kind: "softmaxCrossEntropy" } },
    { source: "test" },
  );
const recipe = recipeOf(chain);

function wiring(patch: Patch, from = recipe): string[] {
  return applyPatch(from, patch).network.layers.map(({ id, inputs }) => (inputs ? `${id}(${inputs})` : id));
}

function failureOf(patch: Patch): TrainwellError {
  try {
    applyPatch(recipe, patch);
  } catch (error) {
    if (error instanceof TrainwellError) return error;
    throw error;
  }
  throw new Error("The patch was applied.");
}

const drop: LayerSpec = { id: "drop1", kind: "dropout", rate: 0.2 };

describe("applyPatch", () => {
  it("sets values by path and leaves the recipe as it was", () => {
    const before = structuredClone(recipe);
    const after = applyPatch(recipe, [
      { op: "set", path: "optimizer.learningRate", value: 0.01 },
      { op: "set", path: "network.layers.hidden1.units", value: 32 },
      { op: "set", path: "training.earlyStopping.patience", value: 4 },
      { op: "set", path: "data.types.a.b", value: "category" },
    ]);
    expect(after.optimizer.learningRate).toBe(0.01);
    expect(after.network.layers[0].units).toBe(32);
    expect(after.training.earlyStopping).toEqual({ patience: 4, minimumDelta: 0 });
    expect({ ...after.data.types }).toEqual({ "a.b": "category" });
    expect(recipe).toEqual(before);
  });

  it("returns a value to its default with null", () => {
    const changed = applyPatch(recipe, [{ op: "set", path: "optimizer.beta1", value: 0.5 }]);
    expect(applyPatch(changed, [{ op: "set", path: "optimizer.beta1", value: null }])).toEqual(recipe);
  });

  it("gives another kind of optimizer its own step sizes, unless the patch sets them", () => {
    const set = (path: string, value: unknown) => ({ op: "set", path: `optimizer.${path}`, value }) as const;
    const groups = [{ match: "conv*.weight", learningRateScale: 0.1 }];
    const chosen = applyPatch(recipe, [set("learningRate", 0.002), set("beta1", 0.8), set("groups", groups)]);
    const lion = { kind: "lion", learningRate: 1e-4, weightDecay: 0, groups, beta1: 0.9, beta2: 0.99 };
    expect(applyPatch(chosen, [set("kind", "lion")]).optimizer).toEqual(lion);
    const told = { ...lion, learningRate: 3e-4, beta1: 0.95 };
    const [rate, beta] = [set("learningRate", 3e-4), set("beta1", 0.95)];
    expect(applyPatch(chosen, [rate, set("kind", "lion"), beta]).optimizer).toEqual(told);
    expect(applyPatch(chosen, [set("kind", "adam")])).toEqual(chosen);
  });

  it("keeps a weight decay that was chosen for another kind of optimizer, and not one by default", () => {
    const toKind = (kind: string) => ({ op: "set", path: "optimizer.kind", value: kind }) as const;
    const decayed = applyPatch(recipe, [{ op: "set", path: "optimizer.weightDecay", value: 0.03 }]);
    expect(applyPatch(decayed, [toKind("adamW")]).optimizer.weightDecay).toBe(0.03);
    const adamW = applyPatch(recipe, [toKind("adamW")]);
    expect(adamW.optimizer.weightDecay).toBe(0.01);
    expect(applyPatch(adamW, [toKind("sgd")]).optimizer.weightDecay).toBe(0);
  });

  it("changes the kind of average", () => {
    const set = (path: string, value: unknown) =>
      ({ op: "set", path: `training.averaging.${path}`, value }) as const;
    const swa = applyPatch(recipe, [set("kind", "swa"), set("startFraction", 0.5)]);
    expect(swa.training.averaging).toEqual({ kind: "swa", startFraction: 0.5 });
    const ema = applyPatch(swa, [set("decay", 0.9), set("kind", "ema")]);
    expect(ema.training.averaging).toEqual({ kind: "ema", decay: 0.9 });
  });

  it("keeps the options that another kind of layer or schedule knows too", () => {
    const { schedule } = applyPatch(recipe, [
      { op: "set", path: "schedule.warmupSteps", value: 7 },
      { op: "set", path: "schedule.kind", value: "cosine" },
    ]);
    expect(schedule.warmupSteps).toBe(7);
    const { network } = applyPatch(recipe, [
      { op: "set", path: "network.layers.hidden1.kind", value: "relu" },
    ]);
    expect(network.layers[0]).toEqual({ id: "hidden1", kind: "relu" });
  });

  it("inserts after a layer, before all, and at the end", () => {
    expect(wiring([{ op: "insert", after: "relu1", layer: drop }])).toEqual([
      "hidden1",
      "relu1",
      "drop1",
      "hidden2",
      "sum(drop1,hidden2)",
      "output",
    ]);
    expect(wiring([{ op: "insert", after: null, layer: drop }])[0]).toBe("drop1");
    expect(wiring([{ op: "insert", after: "output", layer: drop }]).at(-1)).toBe("drop1");
  });

  it("inserts before all layers for every reader of the features", () => {
    const wide = recipeOf([
      { id: "code", kind: "embedding", inputs: ["category:city"], units: 3 },
      { id: "joined", kind: "concatenate", inputs: ["features", "code"] },
    ]);
    expect(wiring([{ op: "insert", after: null, layer: drop }], wide)).toEqual([
      "drop1",
      "code(category:city)",
      "joined(drop1,code)",
    ]);
  });

  it("removes a layer and hands its input to its readers", () => {
    expect(wiring([{ op: "remove", layer: "relu1" }])).toEqual([
      "hidden1",
      "hidden2",
      "sum(hidden1,hidden2)",
      "output",
    ]);
    expect(
      wiring([
        { op: "insert", after: "relu1", layer: drop },
        { op: "remove", layer: "drop1" },
      ]),
    ).toEqual(wiring([]));
  });

  it("keeps the reader by default of a removed layer at that layer's own input", () => {
    const branched = recipeOf([
      { id: "a", kind: "dense", units: 2 },
      { id: "b", kind: "dense", units: 2, inputs: ["features"] },
      { id: "c", kind: "relu" },
      { id: "d", kind: "add", inputs: ["a", "c"] },
    ]);
    expect(wiring([{ op: "remove", layer: "b" }], branched)).toEqual(["a", "c(features)", "d(a,c)"]);
  });

  const refused: [string, Patch, Partial<Record<"code" | "message" | "hint", string>>][] = [
    [
      "an unknown section",
      [{ op: "set", path: "optimiser.learningRate", value: 1 }],
      { message: '"optimiser"', hint: 'Did you mean "optimizer"?' },
    ],
    [
      "an unknown key",
      [{ op: "set", path: "optimizer.learnRate", value: 1 }],
      { message: '"optimizer.learnRate"', hint: 'Did you mean "learningRate"?' },
    ],
    [
      "an unknown layer",
      [{ op: "set", path: "network.layers.hiden1.units", value: 1 }],
      { message: "network.layers.hiden1", hint: 'Did you mean "hidden1"?' },
    ],
    [
      "an unknown kind",
      [{ op: "set", path: "optimizer.kind", value: "adan" }],
      { hint: 'Did you mean "adam' },
    ],
    [
      "a wrong value",
      [{ op: "set", path: "optimizer.learningRate", value: "fast" }],
      { message: '"optimizer.learningRate" must be a number, but is "fast"' },
    ],
    [
      "an empty name in the path",
      [{ op: "set", path: "optimizer..x", value: 1 }],
      { message: "optimizer..x" },
    ],
    [
      "a hostile path",
      [{ op: "set", path: "optimizer.__proto__.polluted", value: 1 }],
      { code: "recipe-hostile-key" },
    ],
    [
      "a hostile column",
      [{ op: "set", path: "data.types.__proto__", value: "number" }],
      { code: "recipe-hostile-key" },
    ],
    [
      "a hostile value",
      [{ op: "set", path: "training", value: JSON.parse('{"__proto__": {"epochs": 1}}') }],
      { code: "recipe-hostile-key" },
    ],
    [
      "a hostile layer",
      [{ op: "insert", after: null, layer: JSON.parse('{"id": "x", "kind": "relu", "__proto__": {}}') }],
      { code: "recipe-hostile-key" },
    ],
    [
      "an id that is taken",
      [{ op: "insert", after: "relu1", layer: { ...drop, id: "sum" } }],
      { code: "recipe-duplicate-id" },
    ],
    [
      "a place that does not exist",
      [{ op: "insert", after: "rely1", layer: drop }],
      { hint: 'Did you mean "relu1"?' },
    ],
    [
      "initials, with what they stand for",
      [{ op: "set", path: "loss.kind", value: "mse" }],
      {
        message: '"loss.kind" is "mse", which is not a known loss',
        hint: 'Did you mean "meanSquaredError"?',
      },
    ],
    [
      "an average of an unknown kind",
      [{ op: "set", path: "training.averaging.kind", value: "emma" }],
      { message: '"training.averaging.kind" must be "ema" or "swa", but is "emma"' },
    ],
    [
      "an average without a kind",
      [{ op: "set", path: "training.averaging.decay", value: 0.9 }],
      { message: '"training.averaging.kind" must be "ema" or "swa", but is missing' },
    ],
    [
      "a part of a number",
      [
        { op: "insert", after: "relu1", layer: drop },
        { op: "set", path: "network.layers.drop1.rate.from", value: 0.1 },
      ],
      {
        message: '"network.layers.drop1.rate" is 0.2, which has no part "from" to set',
        hint: 'network.layers.drop1.rate={"from":0.1}',
      },
    ],
    [
      "a part of an option that a layer does not have",
      [{ op: "set", path: "network.layers.relu1.rate.from", value: 0.1 }],
      { message: '"network.layers.relu1.rate" is not a known' },
    ],
    [
      "an augmentation that is a number",
      [{ op: "set", path: "data.augment.flip", value: 1 }],
      { message: '"data.augment.flip" must be an object of options' },
    ],
    ["the removal of a joining layer", [{ op: "remove", layer: "sum" }], { code: "patch-cannot-remove" }],
  ];

  it.each(refused)("refuses %s", (_, patch, expected) => {
    const error = failureOf(patch);
    expect(error.kind).toBe("input");
    for (const [field, text] of Object.entries(expected)) expect(error[field as "message"]).toContain(text);
    expect(Object.prototype).not.toHaveProperty("polluted");
  });
});

describe("parseAssignment", () => {
  it.each([
    ["optimizer.learningRate=0.01", "optimizer.learningRate", 0.01],
    ["training.batchSize = all", "training.batchSize", "all"],
    ["training.earlyStopping=null", "training.earlyStopping", null],
    ['data.exclude=["a=b"]', "data.exclude", ["a=b"]],
    ["data.target=x=1", "data.target", "x=1"],
  ])("reads %s", (text, path, value) => {
    expect(parseAssignment(text)).toEqual({ op: "set", path, value });
  });

  it.each(["optimizer.learningRate", "=1", "a=", ""])("refuses %j", (text) => {
    expect(() => parseAssignment(text)).toThrow("expected path=value");
  });
});

describe("diffRecipes", () => {
  it("gives the patch that leads from one recipe to the other", () => {
    fc.assert(
      fc.property(arbitraryRecipe(), arbitraryRecipe(), (a, b) => {
        expect(applyPatch(a, diffRecipes(a, b))).toEqual(b);
        expect(diffRecipes(a, a)).toEqual([]);
        expect(formatDiff(a, b)).toHaveLength(diffRecipes(a, b).length);
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  it("finds again what a patch did, in the fewest steps", () => {
    const patch: Patch = [
      { op: "set", path: "optimizer.learningRate", value: 0.01 },
      { op: "remove", layer: "relu1" },
      { op: "insert", after: "hidden2", layer: { id: "norm", kind: "batchNormalization" } },
      { op: "set", path: "network.layers.hidden1.units", value: 32 },
    ];
    const found = diffRecipes(recipe, applyPatch(recipe, patch));
    expect(found.map(({ op }) => op)).toEqual(["set", "remove", "insert", "set"]);
  });
});

describe("formatDiff", () => {
  it("reads like a change log", () => {
    const patch: Patch = [
      { op: "set", path: "optimizer.learningRate", value: 0.01 },
      { op: "set", path: "training.earlyStopping.patience", value: 5 },
      { op: "insert", after: "relu1", layer: drop },
      { op: "set", path: "network.layers.hidden1.units", value: 32 },
    ];
    expect(formatDiff(recipe, patch)).toEqual([
      "optimizer.learningRate: 0.001 -> 0.01",
      "training.earlyStopping: none -> patience 5, minimumDelta 0",
      "+ layer drop1 (dropout, rate 0.2) after relu1",
      "network.layers.hidden1.units: 64 -> 32",
    ]);
    expect(formatDiff(recipe, [{ op: "remove", layer: "relu1" }])).toEqual(["- layer relu1 (relu)"]);
    expect(formatDiff(recipe, [{ op: "set", path: "optimizer.kind", value: "sgd" }])[0]).toContain(
      "-> sgd (learningRate 0.001",
    );
  });
});
