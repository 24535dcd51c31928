import { describe, expect, it } from "vitest";
import { applyPatch } from "../../recipe/patch.ts";
import type { Recipe } from "../../recipe/schema.ts";
import {
  branchingRecipe,
  diabetesRecipe,
  digitsRecipe,
  feature,
  healthyEvidence,
  imageRecipe,
} from "../evidence.samples.ts";
import type { RunEvidence } from "../evidence.ts";
import { layersRecipe } from "./treatments.samples.ts";
import { evidenceOf, patchFor } from "./tried-treatments.samples.ts";

describe("patches for columns of a table", () => {
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
