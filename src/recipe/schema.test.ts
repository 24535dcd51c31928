import { describe, expect, it } from "vitest";
import { TrainwellError } from "../base/errors.ts";
import { parseRecipe } from "./schema.ts";

const minimal = () => ({
  schema: 1,
  data: { target: "digit" },
  network: {
    layers: [
      { id: "hidden1", kind: "dense", units: 64 },
      { id: "relu1", kind: "relu" },
      { id: "output", kind: "dense", units: "outputs" },
    ] as Record<string, unknown>[],
  },
  loss: { kind: "softmaxCrossEntropy" },
});

function failureOf(json: unknown): TrainwellError {
  try {
    parseRecipe(json, { source: "recipe.json" });
  } catch (error) {
    if (error instanceof TrainwellError) return error;
    throw error;
  }
  throw new Error("The recipe was accepted.");
}

describe("parseRecipe", () => {
  it("fills the defaults of sections and of components", () => {
    const recipe = parseRecipe(minimal(), { source: "recipe.json" });
    expect(recipe.data).toMatchObject({
      task: "auto",
      normalize: "standardize",
      split: { method: "auto", seed: 1 },
      exclude: [],
    });
    expect(recipe.optimizer).toEqual({
      kind: "adam",
      learningRate: 0.001,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      weightDecay: 0,
    });
    expect(recipe.schedule).toEqual({ kind: "constant", warmupSteps: 0 });
    expect(recipe.training).toEqual({
      batchSize: 64,
      epochs: 30,
      lastBatch: "keep",
      accumulate: 1,
      averaging: null,
      earlyStopping: null,
      mixup: 0,
      precision: "float32",
      members: 1,
      seed: 1,
    });
    expect(recipe.network.layers[0]).toEqual({
      id: "hidden1",
      kind: "dense",
      units: 64,
      bias: true,
      initializer: "glorotUniform",
    });
    expect(recipe.penalties).toEqual({ l1: 0, l2: 0, maxNorm: 0 });
    expect(recipe.clip).toEqual({ value: 0, globalNorm: 0 });
  });

  it("accepts its own result unchanged", () => {
    const recipe = parseRecipe(minimal(), { source: "recipe.json" });
    expect(parseRecipe(recipe, { source: "again" })).toEqual(recipe);
  });

  it("writes one target column as a name and several as a list", () => {
    const targetOf = (target: unknown) =>
      parseRecipe({ ...minimal(), data: { target } }, { source: "recipe.json" }).data.target;
    expect(targetOf(["y"])).toBe("y");
    expect(targetOf(["y", "z"])).toEqual(["y", "z"]);
    expect(() => targetOf([])).toThrow(/data\.target/);
  });

  it.each([
    ["descending quantiles", { kind: "quantile", quantiles: [0.9, 0.1] }, /loss\.quantiles/],
    ["a quantile of 1", { kind: "quantile", quantiles: [0.5, 1] }, /loss\.quantiles/],
    ["full smoothing", { kind: "softmaxCrossEntropy", labelSmoothing: 1 }, /loss\.labelSmoothing/],
    ["negative weights", { kind: "softmaxCrossEntropy", classWeights: [1, -1] }, /loss\.classWeights/],
    ["an unknown form of hinge", { kind: "hinge", form: "crammer" }, /loss\.form/],
    ["a negative exponent", { kind: "focal", gamma: -1 }, /loss\.gamma/],
  ])("refuses %s of a loss by its path", (_, loss, message) => {
    expect(() => parseRecipe({ ...minimal(), loss }, { source: "recipe.json" })).toThrow(message);
  });

  it("does not share its defaults between recipes", () => {
    const [a, b] = [parseRecipe(minimal(), { source: "a" }), parseRecipe(minimal(), { source: "b" })];
    expect(a.data.exclude).not.toBe(b.data.exclude);
    expect(a.data.types).not.toBe(b.data.types);
  });

  const withTraining = (training: object) => ({ ...minimal(), training });
  const withLayers = (...layers: object[]) => ({ ...minimal(), network: { layers } });
  const dense = (id: string, rest: object = {}) => ({ id, kind: "dense", units: 4, ...rest });
  const invalid: [string, unknown, Partial<Record<"code" | "message" | "hint", string>>][] = [
    [
      "a list",
      [],
      { code: "recipe-invalid", message: "recipe.json: the recipe must be an object, but is []." },
    ],
    ["no schema", { ...minimal(), schema: undefined }, { message: '"schema" must be 1, but is missing' }],
    [
      "a newer schema",
      { ...minimal(), schema: 2 },
      { code: "recipe-newer", message: "made by a newer Trainwell" },
    ],
    [
      "an unknown section",
      { ...minimal(), optimiser: {} },
      { code: "recipe-unknown-key", message: '"optimiser"', hint: 'Did you mean "optimizer"?' },
    ],
    [
      "an unknown key",
      withTraining({ batchsize: 3 }),
      { message: '"training.batchsize"', hint: 'Did you mean "batchSize"?' },
    ],
    [
      "an unknown nested key",
      { ...minimal(), data: { target: "y", split: { sede: 1 } } },
      { message: '"data.split.sede"', hint: '"seed"' },
    ],
    [
      "a key inside a nullable",
      withTraining({ earlyStopping: { patiense: 1 } }),
      { message: '"training.earlyStopping.patiense"', hint: '"patience"' },
    ],
    [
      "an unknown optimizer option",
      { ...minimal(), optimizer: { kind: "adam", learningrate: 1 } },
      { message: '"optimizer.learningrate"', hint: '"learningRate"' },
    ],
    [
      "a misspelt required key",
      { ...minimal(), data: { taget: "y" } },
      { message: '"data.taget"', hint: '"target"' },
    ],
    [
      "an unknown loss",
      { ...minimal(), loss: { kind: "hubber" } },
      { message: "loss", hint: 'Did you mean "huber"?' },
    ],
    [
      "an unknown layer kind",
      withLayers({ id: "a", kind: "drpout" }),
      { message: "network.layers.a", hint: 'Did you mean "dropout"?' },
    ],
    [
      "an unknown layer option",
      withLayers(dense("a", { unit: 3 })),
      { message: '"network.layers.a.unit"', hint: '"units"' },
    ],
    [
      "a negative learning rate",
      { ...minimal(), optimizer: { kind: "sgd", learningRate: -1 } },
      { message: '"optimizer.learningRate" must be a number above 0, but is -1' },
    ],
    [
      "a rate of 1",
      withLayers({ id: "a", kind: "dropout", rate: 1 }),
      { message: '"network.layers.a.rate" must be a number below 1, but is 1' },
    ],
    [
      "a batch of text",
      withTraining({ batchSize: "some" }),
      { message: '"training.batchSize" must be a number or "all", but is "some"' },
    ],
    [
      "half an epoch",
      withTraining({ epochs: 0.5 }),
      { message: '"training.epochs" must be a whole number, but is 0.5' },
    ],
    [
      "an endless number",
      withTraining({ epochs: Number.POSITIVE_INFINITY }),
      { message: '"training.epochs"' },
    ],
    [
      "a wrong initializer option",
      withLayers(dense("a", { initializer: { kind: "normal", standardDeviation: -1 } })),
      { message: '"network.layers.a.initializer.standardDeviation" must be a number at least 0' },
    ],
    ["no layers", withLayers(), { message: '"network.layers" must be a list of at least 1 items' }],
    [
      "a layer without id",
      withLayers({ kind: "relu" }),
      { message: '"network.layers.0.id" must be a text, but is missing' },
    ],
    ["an id with a dot", withLayers(dense("a.b")), { message: '"network.layers.0.id"' }],
    ["an id of a data block", withLayers(dense("features")), { message: '"network.layers.0.id"' }],
    ["an id that is hostile", withLayers(dense("constructor")), { message: '"network.layers.0.id"' }],
    [
      "two layers of one id",
      withLayers(dense("a"), dense("a")),
      { code: "recipe-duplicate-id", message: '"a"' },
    ],
    [
      "an unknown input",
      withLayers(dense("first"), dense("b", { inputs: ["frist"] })),
      { code: "recipe-layer-input", hint: 'Did you mean "first"?' },
    ],
    ["a layer that reads itself", withLayers(dense("a", { inputs: ["a"] })), { message: "cycle" }],
    [
      "a layer that reads a later one",
      withLayers(dense("a", { inputs: ["b"] }), dense("b")),
      { message: "defined after it" },
    ],
    [
      "a layer that nothing reads",
      withLayers(dense("a"), dense("b", { inputs: ["features"] })),
      { code: "recipe-layer-unused", message: "network.layers.a" },
    ],
    [
      "sizes beyond the whole",
      { ...minimal(), data: { target: "y", split: { train: 0.8, dev: 0.3 } } },
      { message: "sum to at most 1" },
    ],
    [
      "sizes below the whole",
      { ...minimal(), data: { target: "y", split: { train: 0.5, dev: 0.2, test: 0.2 } } },
      { message: "sum to 1" },
    ],
    [
      "groups without a column",
      { ...minimal(), data: { target: "y", split: { method: "group" } } },
      { message: '"data.split.column"' },
    ],
    [
      "__proto__ as a key",
      JSON.parse('{"schema": 1, "__proto__": {}}'),
      { code: "recipe-hostile-key", message: '"__proto__"' },
    ],
    ["constructor as an option", withLayers(dense("a", { constructor: 1 })), { code: "recipe-hostile-key" }],
    [
      "__proto__ as a column",
      { ...minimal(), data: JSON.parse('{"target": "y", "types": {"__proto__": "number"}}') },
      { code: "recipe-hostile-key" },
    ],
  ];

  it.each(invalid)("refuses %s in one sentence", (_, json, expected) => {
    const error = failureOf(json);
    expect(error.kind).toBe("input");
    expect(error.message).toMatch(/^recipe\.json.*\.$/s);
    for (const [field, text] of Object.entries(expected)) expect(error[field as "message"]).toContain(text);
  });

  it("refuses data that is nested without end", () => {
    let nested: object = {};
    for (let depth = 0; depth < 100_000; depth++) nested = { nested };
    expect(failureOf({ ...minimal(), nested }).code).toBe("recipe-too-deep");
  });

  it("takes columns that are named like an object's own members", () => {
    const { types } = parseRecipe(
      { ...minimal(), data: { target: "y", types: { constructor: "category" } } },
      { source: "r" },
    ).data;
    expect(types.constructor).toBe("category");
    expect(types.toString).toBeUndefined();
  });
});
