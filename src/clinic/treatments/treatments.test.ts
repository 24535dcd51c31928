import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeNetwork } from "../../nn/network.ts";
import { applyPatch, type Patch } from "../../recipe/patch.ts";
import { arbitraryRecipe } from "../../recipe/recipe.samples.ts";
import { formatRecipe } from "../../recipe/recipe-json.ts";
import type { Recipe } from "../../recipe/schema.ts";
import {
  branchingRecipe,
  diabetesRecipe,
  digitsRecipe,
  feature,
  healthyEvidence,
  historyOf,
  imageRecipe,
  sigmoidRecipe,
} from "../evidence.samples.ts";
import type { RunEvidence } from "../evidence.ts";
import { FINDINGS } from "../findings/index.ts";
import { judge } from "../judge.ts";
import { TREATMENTS, treatmentsFor } from "./index.ts";
import {
  layersRecipe,
  memoryRecipe,
  RECIPES,
  residualRecipe,
  sequenceRecipe,
  stagesRecipe,
  tanhImageRecipe,
  transformerRecipe,
} from "./treatments.samples.ts";

const linear = layersRecipe([
  { id: "flatten", kind: "flatten" },
  { id: "output", kind: "dense", units: "outputs" },
]);

const evidenceOf = (recipe: Recipe, changes: Partial<RunEvidence> = {}) =>
  healthyEvidence({
    recipe,
    history: historyOf(recipe, { epochs: 3 }),
    inputs: [feature({ sentinel: { value: -999, cells: 40 } })],
    categories: [{ column: "place", count: 40, encoding: "oneHot" }],
    floor: { name: "logistic regression", error: 0.04, recipe: linear },
    ...(recipe.data.task === "multiLabel" ? { task: "multiLabel" } : {}),
    ...changes,
  });

const patchFor = (id: string, evidence: RunEvidence): Patch | undefined =>
  treatmentsFor([id], evidence)[0]?.patch;

/** Builds the network dry; throws where shapes do not fit. */
function build(recipe: Recipe) {
  const readsImages = recipe.network.layers[0].kind.startsWith("convolution");
  return describeNetwork(recipe.network.layers, {
    inputTypes: new Map([
      ["features", { dtype: "float32", shape: readsImages ? [-1, 1, 5, 5] : [-1, 6] }],
      ["category:place", { dtype: "int32", shape: [-1] }],
    ]),
    cardinalities: new Map([["category:place", 9]]),
    outputs: 3,
  });
}

/** How often a treatment can be applied in a row until it says that it is in place. */
function timesApplied(id: string, recipe: Recipe): number {
  let current = recipe;
  for (let times = 0; times < 100; times++) {
    const patch = patchFor(id, evidenceOf(current));
    if (patch === undefined) return times;
    const next = applyPatch(current, patch);
    expect(formatRecipe(next)).not.toBe(formatRecipe(current));
    current = next;
  }
  throw new Error(`${id} never says that it is in place`);
}

describe.each(Object.entries(RECIPES))("on the %s recipe", (_name, recipeOf) => {
  it.each(TREATMENTS.map(({ id }) => [id]))(
    "%s applies, changes the recipe, and leaves a network that builds",
    (id) => {
      const [treatment] = treatmentsFor([id], evidenceOf(recipeOf()));
      if (treatment === undefined) return;
      expect(treatment.reason).toMatch(/^[^a-z].*\.$|^[a-z]+ .*\.$/);
      if (treatment.patch === undefined) {
        expect(treatment.advice).toMatch(/\.$/);
        return;
      }
      const treated = applyPatch(recipeOf(), treatment.patch, { source: id });
      expect(formatRecipe(treated)).not.toBe(formatRecipe(recipeOf()));
      const { outputShape } = build(treated);
      expect([outputShape[0], outputShape.at(-1)]).toEqual([-1, 3]);
    },
  );

  // The longest way: a learning rate of 0.1 falls to 1e-7 in twelve thirds.
  it("every patch is in place at some time, and is not proposed again", () => {
    for (const { id } of TREATMENTS.filter(
      (treatment) => treatmentsFor([treatment.id], evidenceOf(recipeOf()))[0]?.advice === undefined,
    )) {
      expect(timesApplied(id, recipeOf()), id).toBeLessThanOrEqual(12);
    }
  });

  it("all treatments apply one after the other", () => {
    let recipe = recipeOf();
    for (const { id } of TREATMENTS) {
      const patch = patchFor(id, evidenceOf(recipe));
      if (patch !== undefined) recipe = applyPatch(recipe, patch, { source: id });
      expect(build(recipe).outputShape, id).toEqual([-1, 3]);
    }
  });
});

it("every treatment's patch applies to any recipe", () => {
  fc.assert(
    fc.property(arbitraryRecipe(), fc.constantFrom(...TREATMENTS), (recipe, treatment) => {
      const patch = patchFor(treatment.id, evidenceOf(recipe));
      if (patch === undefined) return;
      expect(formatRecipe(applyPatch(recipe, patch))).not.toBe(formatRecipe(recipe));
    }),
    { numRuns: 1000, seed: 42 },
  );
});

it("every treatment fits at least one of the recipes", () => {
  const fitting = Object.values(RECIPES).flatMap((recipeOf) =>
    treatmentsFor(
      TREATMENTS.map(({ id }) => id),
      evidenceOf(recipeOf()),
    ).map(({ id }) => id),
  );
  expect(TREATMENTS.map(({ id }) => id).filter((id) => !fitting.includes(id))).toEqual([]);
});

it("which treatments fit depends on the recipe", () => {
  const fitting = (recipe: Recipe) =>
    treatmentsFor(
      TREATMENTS.map(({ id }) => id),
      evidenceOf(recipe),
    ).map(({ id }) => id);
  expect(fitting(digitsRecipe())).not.toEqual(expect.arrayContaining(["standardize-inputs"]));
  expect(fitting(digitsRecipe())).not.toContain("relu-activations");
  expect(fitting(digitsRecipe())).toContain("leaky-relu");
  expect(fitting(sigmoidRecipe())).toEqual(
    expect.arrayContaining(["standardize-inputs", "relu-activations", "adam", "early-stopping"]),
  );
  expect(fitting(sigmoidRecipe())).not.toContain("leaky-relu");
  expect(fitting(branchingRecipe())).not.toContain("members");
  expect(fitting(branchingRecipe())).not.toContain("warm-up");
});

it("sequences are normalized over their features, rows over the batch", () => {
  const patch = patchFor("batch-normalization", evidenceOf(sequenceRecipe()))!;
  const kinds = patch.map((step) => step.op === "insert" && [step.after, step.layer.kind]);
  expect(kinds).toEqual([
    ["hidden", "layerNormalization"],
    ["wider", "layerNormalization"],
    ["last", "batchNormalization"],
  ]);
});

describe("patches in detail", () => {
  it("moves images, then turns them, and leaves tables and what moves already alone", () => {
    const once = applyPatch(imageRecipe(), patchFor("augmentation", evidenceOf(imageRecipe()))!);
    expect(once.data.augment).toEqual([{ kind: "shift", horizontal: 0.08, vertical: 0.08 }]);
    const twice = applyPatch(once, patchFor("augmentation", evidenceOf(once))!);
    expect(twice.data.augment.map(({ kind }) => kind)).toEqual(["shift", "rotate"]);
    expect(patchFor("augmentation", evidenceOf(twice))).toBeUndefined();
    expect(patchFor("augmentation", evidenceOf(digitsRecipe()))).toBeUndefined();
  });

  const layersAfter = (id: string, recipe: Recipe) => {
    const treated = applyPatch(recipe, patchFor(id, evidenceOf(recipe))!);
    return treated.network.layers.map((layer) => `${layer.id}:${layer.kind}`);
  };

  it("scales by quartiles where mean and standard deviation scale, and leaves other scalings alone", () => {
    const scaled = (value: string) =>
      applyPatch(digitsRecipe(), [{ op: "set", path: "data.normalize", value }]);
    const proposed = (id: string, normalize: string) => patchFor(id, evidenceOf(scaled(normalize)));
    for (const normalize of ["standardize", "softClip"]) {
      expect(proposed("robust-inputs", normalize)).toEqual([
        { op: "set", path: "data.normalize", value: "robust" },
      ]);
    }
    for (const normalize of ["robust", "minMax", "none"])
      expect(proposed("robust-inputs", normalize)).toBeUndefined();
    for (const normalize of ["standardize", "softClip", "robust"])
      expect(proposed("standardize-inputs", normalize)).toBeUndefined();
  });

  it("normalizes between dense layer and activation", () => {
    expect(layersAfter("batch-normalization", digitsRecipe())).toEqual([
      "hidden1:dense",
      "normalization1:batchNormalization",
      "relu1:relu",
      "hidden2:dense",
      "normalization2:batchNormalization",
      "relu2:relu",
      "output:dense",
    ]);
  });

  it("drops after each activation, then raises the rates to 0.5 at most", () => {
    expect(layersAfter("dropout", digitsRecipe())).toEqual([
      "hidden1:dense",
      "relu1:relu",
      "dropout1:dropout",
      "hidden2:dense",
      "relu2:relu",
      "dropout2:dropout",
      "output:dense",
    ]);
    const dropped = applyPatch(digitsRecipe(), patchFor("dropout", evidenceOf(digitsRecipe()))!);
    expect(patchFor("dropout", evidenceOf(dropped))).toEqual([
      { op: "set", path: "network.layers.dropout1.rate", value: 0.35 },
      { op: "set", path: "network.layers.dropout2.rate", value: 0.35 },
    ]);
    expect(timesApplied("dropout", digitsRecipe())).toBe(3);
  });

  it("halves strong dropout and removes weak", () => {
    expect(patchFor("less-dropout", evidenceOf(branchingRecipe()))).toEqual([
      { op: "set", path: "network.layers.dropout1.rate", value: 0.3 },
      { op: "remove", layer: "dropout2" },
    ]);
  });

  it("joins a linear path behind the output, from what the first dense layer reads", () => {
    const treated = applyPatch(branchingRecipe(), patchFor("linear-skip", evidenceOf(branchingRecipe()))!);
    expect(treated.network.layers.slice(-2)).toMatchObject([
      { id: "linear", kind: "dense", units: "outputs", inputs: ["joined"] },
      { id: "sum", kind: "add", inputs: ["output", "linear"] },
    ]);
  });

  it("gives weight decay a memory of one training", () => {
    // 1078 rows in batches of 32 are 34 steps an epoch; 100 epochs are 3400 steps at a learning rate of
    // 0.001.
    expect(patchFor("weight-decay", evidenceOf(digitsRecipe()))).toEqual([
      { op: "set", path: "optimizer.weightDecay", value: 0.29 },
    ]);
  });

  it("counts steps as a training does, without last batches that are dropped", () => {
    const dropping = applyPatch(digitsRecipe(), [{ op: "set", path: "training.lastBatch", value: "drop" }]);
    // 33 full batches an epoch: 3300 steps, of which 5% warm up, and 1 / (0.001 · 3300) is the weight decay.
    expect(patchFor("warm-up", evidenceOf(dropping))).toEqual([
      { op: "set", path: "schedule.warmupSteps", value: 165 },
    ]);
    expect(patchFor("weight-decay", evidenceOf(dropping))).toEqual([
      { op: "set", path: "optimizer.weightDecay", value: 0.3 },
    ]);
    expect(patchFor("warm-up", evidenceOf(digitsRecipe()))).toEqual([
      { op: "set", path: "schedule.warmupSteps", value: 170 },
    ]);
  });

  it("sizes the L2 penalty by the number of examples, then triples it", () => {
    expect(patchFor("l2-penalty", evidenceOf(digitsRecipe()))).toEqual([
      { op: "set", path: "penalties.l2", value: 0.0028 },
    ]);
    const penalized = applyPatch(digitsRecipe(), [{ op: "set", path: "penalties.l2", value: 0.0028 }]);
    expect(patchFor("l2-penalty", evidenceOf(penalized))).toEqual([
      { op: "set", path: "penalties.l2", value: 0.0084 },
    ]);
  });

  it("initializes for what follows: He before ReLU, Glorot before sigmoid", () => {
    const recipe = applyPatch(digitsRecipe(), [
      {
        op: "set",
        path: "network.layers.hidden1.initializer",
        value: { kind: "normal", standardDeviation: 2 },
      },
    ]);
    expect(patchFor("fitting-initialization", evidenceOf(recipe))).toEqual([
      { op: "set", path: "network.layers.hidden1.initializer", value: "heNormal" },
    ]);
    expect(patchFor("fitting-initialization", evidenceOf(sigmoidRecipe()))).toBeUndefined();
  });

  it("clips near the run's usual norm", () => {
    const history = historyOf(digitsRecipe(), {
      probe: (name) => (name.endsWith("gradientNorm") ? 1 : undefined),
    });
    // Three dense layers with a norm of 1 have a joint norm of √3.
    expect(patchFor("clip-gradients", healthyEvidence({ history }))).toEqual([
      { op: "set", path: "clip.globalNorm", value: 1.7 },
    ]);
    expect(patchFor("clip-gradients", healthyEvidence({ history: [] }))).toEqual([
      { op: "set", path: "clip.globalNorm", value: 1 },
    ]);
  });

  it("does not train longer where early stopping ended the training", () => {
    const stopped = evidenceOf(digitsRecipe(), {
      outcome: { status: "earlyStopping", bestEpoch: 8, epochs: 20 },
    });
    expect(patchFor("longer-training", stopped)).toBeUndefined();
  });

  it("changes widths that meet in a sum together, or not at all", () => {
    const units = (recipe: Recipe, id = "wider-network") =>
      patchFor(id, evidenceOf(recipe))?.map((step) => step.op === "set" && [step.path, step.value]);
    expect(units(branchingRecipe())).toEqual([
      ["network.layers.hidden1.units", 64],
      ["network.layers.inner.units", 64],
    ]);
    const withFeatures = layersRecipe([
      { id: "hidden", kind: "dense", units: 6 },
      { id: "relu", kind: "relu" },
      { id: "sum", kind: "add", inputs: ["relu", "features"] },
      { id: "output", kind: "dense", units: "outputs" },
    ]);
    expect(units(withFeatures)).toBeUndefined();
    expect(units(digitsRecipe())).toEqual([
      ["network.layers.hidden1.units", 256],
      ["network.layers.hidden2.units", 128],
    ]);
  });

  it("widens filters and memories, and keeps heads and groups whole", () => {
    const paths = (recipe: Recipe, id: string) =>
      patchFor(id, evidenceOf(recipe))?.map((step) => step.op === "set" && step.path.split(".")[2]);
    expect(paths(residualRecipe(), "wider-network")).toEqual(["stem", "inner"]);
    expect(paths(memoryRecipe(), "wider-network")).toEqual(["lower", "upper", "last"]);
    expect(paths(transformerRecipe(), "wider-network")).toEqual(["tokens", "inner", "outer"]);
    expect(paths(transformerRecipe(), "smaller-network")).toEqual(["tokens", "inner", "outer"]);
    const fourHeads = applyPatch(transformerRecipe(), [
      { op: "set", path: "network.layers.attention.heads", value: 4 },
    ]);
    // Half of twelve is six, which four heads cannot share.
    expect(paths(fourHeads, "smaller-network")).toBeUndefined();
  });

  it("continues the last stage of convolutions with another one of the same kind", () => {
    expect(layersAfter("deeper-network", stagesRecipe()).slice(0, 7)).toEqual([
      "convolution1:convolution2d",
      "normalization1:batchNormalization",
      "activation1:relu",
      "convolution2:convolution2d",
      "normalization2:batchNormalization",
      "activation2:relu",
      "pool1:maxPool2d",
    ]);
    expect(layersAfter("deeper-network", digitsRecipe()).slice(4, 6)).toEqual([
      "hidden3:dense",
      "relu3:relu",
    ]);
  });

  it("drops units behind dense layers and memories, and channels behind convolutions", () => {
    expect(layersAfter("spatial-dropout", tanhImageRecipe()).slice(0, 4)).toEqual([
      "c1:convolution2d",
      "t1:tanh",
      "spatialDropout1:spatialDropout",
      "c2:convolution2d",
    ]);
    expect(patchFor("dropout", evidenceOf(tanhImageRecipe()))).toBeUndefined();
    expect(patchFor("spatial-dropout", evidenceOf(digitsRecipe()))).toBeUndefined();
    expect(layersAfter("dropout", memoryRecipe())).toEqual([
      "times:reshape",
      "lower:lstm",
      "dropout1:dropout",
      "upper:gru",
      "dropout2:dropout",
      "both:add",
      "last:gru",
      "dropout3:dropout",
      "output:dense",
    ]);
  });

  it("initializes and normalizes convolutions as dense layers", () => {
    const fitting = patchFor("fitting-initialization", evidenceOf(tanhImageRecipe()))!;
    expect(fitting.map((step) => step.op === "set" && step.value)).toEqual(Array(4).fill("glorotNormal"));
    expect(layersAfter("batch-normalization", imageRecipe()).slice(0, 3)).toEqual([
      "convolution:convolution2d",
      "normalization1:batchNormalization",
      "relu:relu",
    ]);
  });

  it("averages over a share of the training's updates", () => {
    // 3400 updates, of which 3% are 102.
    expect(patchFor("weight-average", evidenceOf(digitsRecipe()))).toEqual([
      { op: "set", path: "training.averaging", value: { kind: "ema", decay: 0.9902 } },
    ]);
  });

  it("puts encodings of numbers where the features were read, beside embeddings of categories", () => {
    const treated = applyPatch(
      branchingRecipe(),
      patchFor("piecewise-numbers", evidenceOf(branchingRecipe()))!,
    );
    const { layers } = treated.network;
    expect(layers.slice(0, 2)).toMatchObject([
      { id: "bins", kind: "piecewiseLinear", bins: 12 },
      { id: "encoded", kind: "flatten" },
    ]);
    expect(treated.data.normalize).toBe("rank");
    expect(layers.filter(({ inputs }) => inputs?.includes("features"))).toEqual([]);
    expect(layers.some(({ inputs }) => inputs?.includes("encoded"))).toBe(true);
  });

  it("encodes numbers once, many in fewer bins, and no images", () => {
    const { data: _, ...once } = applyPatch(
      digitsRecipe(),
      patchFor("piecewise-numbers", evidenceOf(digitsRecipe()))!,
    );
    const encoded = { ...digitsRecipe(), ...once };
    expect(patchFor("piecewise-numbers", evidenceOf(encoded))).toBeUndefined();
    expect(patchFor("periodic-numbers", evidenceOf(encoded))).toBeUndefined();
    const inputs = Array.from({ length: 200 }, (_, place) => feature({ name: `x${place}` }));
    expect(patchFor("piecewise-numbers", evidenceOf(digitsRecipe(), { inputs }))).toContainEqual(
      expect.objectContaining({ layer: expect.objectContaining({ bins: 5 }) }),
    );
    expect(patchFor("periodic-numbers", evidenceOf(digitsRecipe(), { inputs }))).toBeUndefined();
    expect(patchFor("piecewise-numbers", evidenceOf(imageRecipe()))).toBeUndefined();
  });

  it("puts means of the target in place of embeddings, where categories are many", () => {
    const evidence = (recipe: Recipe, count: number) =>
      evidenceOf(recipe, { categories: [{ column: "place", count, encoding: "embedding" }] });
    const patch = patchFor("target-statistics", evidence(branchingRecipe(), 40))!;
    const { data, network } = applyPatch(branchingRecipe(), patch);
    expect(data.categories).toBe("targetStatistics");
    expect(network.layers[0]).toEqual({ id: "joined", kind: "concatenate", inputs: ["features"] });
    expect(patchFor("target-statistics", evidence(branchingRecipe(), 20))).toBeUndefined();
    expect(patchFor("target-statistics", healthyEvidence())).toBeUndefined();
  });

  it("puts means of the target where a layer read the embedding of the only column", () => {
    const recipe = layersRecipe([
      { id: "place", kind: "embedding", units: 8, inputs: ["category:place"] },
      { id: "hidden", kind: "dense", units: 16 },
      { id: "output", kind: "dense", units: "outputs" },
    ]);
    const categories = [{ column: "place", count: 40, encoding: "embedding" }] as const;
    const patch = patchFor("target-statistics", evidenceOf(recipe, { categories }))!;
    const { layers } = applyPatch(recipe, patch).network;
    expect(layers.map(({ id }) => id)).toEqual(["hidden", "output"]);
    expect(layers[0].inputs).toEqual(["features"]);
  });

  it("embeds the categories of a dense network beside its numbers, where none is embedded", () => {
    const categories = [
      { column: "place", count: 8, encoding: "oneHot" },
      { column: "kind", count: 3, encoding: "oneHot" },
    ] as const;
    const inputs = Array.from({ length: 14 }, (_, place) => feature({ name: `x${place}` }));
    const layersFor = (given: Partial<RunEvidence>) => {
      const patch = patchFor("category-embeddings", healthyEvidence({ recipe: diabetesRecipe(), ...given }));
      return patch && applyPatch(diabetesRecipe(), patch).network.layers.slice(0, 4);
    };
    const [first, second] = [
      { id: "embedding1", kind: "embedding", inputs: ["category:place"], units: 5 },
      { id: "embedding2", kind: "embedding", inputs: ["category:kind"], units: 3 },
    ];
    const joined = { id: "joined", kind: "concatenate" };
    expect(layersFor({ categories, inputs })).toMatchObject([
      first,
      second,
      { ...joined, inputs: ["features", "embedding1", "embedding2"] },
      { id: "hidden1" },
    ]);
    // Nine places and four are all the features that there are.
    expect(layersFor({ categories, inputs: inputs.slice(0, 13) })![2]).toMatchObject({
      ...joined,
      inputs: ["embedding1", "embedding2"],
    });
    expect(layersFor({ categories: [], inputs })).toBeUndefined();
    expect(layersFor({ categories: categories.slice(1), inputs })).toBeUndefined();
    const embedded = [{ ...categories[0], encoding: "embedding" as const }];
    expect(layersFor({ categories: embedded, inputs })).toBeUndefined();
  });

  it("gives factors of features and layers of few inputs larger rates, as RealMLP has them", () => {
    const own = { match: "output.weight", learningRateScale: 0.5, weightDecay: 0.1 };
    const recipe = { ...digitsRecipe(), optimizer: { ...digitsRecipe().optimizer, groups: [own] } };
    const inputs = Array.from({ length: 16 }, (_, place) => feature({ name: `x${place}` }));
    const treated = applyPatch(recipe, patchFor("tabular-settings", evidenceOf(recipe, { inputs }))!);
    const [first] = treated.network.layers;
    expect(first).toMatchObject({ id: "scaling", kind: "featureScale" });
    const { groups = [], learningRate } = treated.optimizer;
    const dense = treated.network.layers.find(({ kind }) => kind === "dense")!;
    expect(groups.map(({ match, learningRateScale }) => [match, learningRate * learningRateScale])).toEqual([
      ["scaling.scale", expect.closeTo(0.24, 12)],
      [`${dense.id}.weight`, expect.closeTo(0.01, 12)],
      ["output.weight", expect.closeTo(0.002, 12)],
    ]);
    expect(groups[2]).toEqual(own);
    expect(patchFor("periodic-numbers", evidenceOf(treated, { inputs }))).toBeDefined();
  });

  it("leaves out what RealMLP does to numbers where there are none, and applies once", () => {
    const layers = [
      { id: "place", kind: "embedding", units: 8, inputs: ["category:place"] },
      { id: "hidden", kind: "dense", units: 16 },
      { id: "relu", kind: "relu" },
      { id: "output", kind: "dense", units: "outputs" },
    ];
    const recipe = layersRecipe(layers);
    const treated = applyPatch(recipe, patchFor("tabular-settings", evidenceOf(recipe, { inputs: [] }))!);
    expect(treated.network.layers.map(({ kind }) => kind)).not.toContain("featureScale");
    // 0.04 / √8, over the rate.
    expect(treated.optimizer.groups).toEqual([
      expect.objectContaining({
        match: "hidden.weight",
        learningRateScale: expect.closeTo(10 / Math.sqrt(8)),
      }),
    ]);
    const scaled = applyPatch(digitsRecipe(), patchFor("tabular-settings", evidenceOf(digitsRecipe()))!);
    const otherSchedule = applyPatch(scaled, [{ op: "set", path: "schedule", value: { kind: "cosine" } }]);
    expect(patchFor("tabular-settings", evidenceOf(otherSchedule))).toBeUndefined();
  });

  it("makes several networks of a table's dense layers, once, with members that differ", () => {
    const treated = applyPatch(digitsRecipe(), patchFor("ensemble-in-one", evidenceOf(digitsRecipe()))!);
    const { layers } = treated.network;
    const shared = layers.filter(({ kind }) => kind === "batchEnsembleDense");
    expect(shared.map(({ members }) => members)).toEqual(shared.map(() => 16));
    expect(shared.map(({ scales }) => scales ?? "ones")).toEqual([
      "randomSigns",
      ...shared.slice(1).map(() => "ones"),
    ]);
    expect(layers.filter(({ kind }) => kind === "dense")).toEqual([]);
    expect(layers.at(-1)!.kind).toBe("ensembleHead");
    expect(patchFor("ensemble-in-one", evidenceOf(treated))).toBeUndefined();
    // Over the batch a normalization would take members for features.
    expect(JSON.stringify(patchFor("batch-normalization", evidenceOf(treated)))).toContain("layerNorm");
    expect(patchFor("ensemble-in-one", evidenceOf(imageRecipe()))).toBeUndefined();
  });

  it("does not scale arrays by quartiles", () => {
    const inputs = [{ ...healthyEvidence().inputs[0], ofArray: true }];
    expect(patchFor("robust-inputs", evidenceOf(imageRecipe(), { inputs }))).toBeUndefined();
  });
});

describe("declarations", () => {
  it("have unique ids, a source and an expectation", () => {
    expect(new Set(TREATMENTS.map(({ id }) => id)).size).toBe(TREATMENTS.length);
    for (const { source, expect: expectation } of TREATMENTS) {
      expect(source).toMatch(/\d{4}/);
      expect(expectation).toMatch(/\.$/);
    }
  });

  it("cover every id that a finding names", () => {
    const known = new Set(TREATMENTS.map(({ id }) => id));
    const evidences = [digitsRecipe(), sigmoidRecipe()].flatMap((recipe) => [
      evidenceOf(recipe, { inputs: [{ name: "x", mean: 100, std: 50, min: 0, max: 200 }], bound: undefined }),
      evidenceOf(recipe, {
        train: { loss: 0, error: 0 },
        dev: { loss: 0, error: 0.3 },
        outcome: { status: "diverged", bestEpoch: 1, epochs: 3 },
      }),
      evidenceOf(recipe, { train: { loss: 0, error: 0.2 }, dev: { loss: 0, error: 0.4 } }),
      evidenceOf(recipe, { train: { loss: 0, error: 0 }, dev: { loss: 0, error: 0.4 } }),
    ]);
    const named = evidences.flatMap((evidence) =>
      FINDINGS.flatMap((finding) => {
        const judgement = judge(finding, evidence);
        return judgement.verdict === "found" ? judgement.detection.treatments : [];
      }),
    );
    expect(named.length).toBeGreaterThan(20);
    for (const id of named) expect(known, id).toContain(id);
  });
});

describe("a lower learning rate", () => {
  const rateAfter = (learningRate: number) => {
    const recipe = applyPatch(digitsRecipe(), [
      { op: "set", path: "optimizer.learningRate", value: learningRate },
    ]);
    return patchFor("lower-learning-rate", evidenceOf(recipe));
  };

  it("is a third of one that is near the optimizer's usual rate", () => {
    expect(rateAfter(0.003)).toEqual([{ op: "set", path: "optimizer.learningRate", value: 0.001 }]);
  });

  it("is the optimizer's usual rate where the recipe's is ten times that or more", () => {
    expect(rateAfter(1)).toEqual([{ op: "set", path: "optimizer.learningRate", value: 0.001 }]);
    expect(rateAfter(0.0099)).toEqual([{ op: "set", path: "optimizer.learningRate", value: 0.0033 }]);
  });
});
