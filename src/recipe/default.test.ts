import { describe, expect, it } from "vitest";
import { baselineRecipe } from "./default.ts";

const digits = {
  target: "digit",
  task: "classification",
  outputs: 10,
  rows: 1078,
  features: 64,
  blocks: [{ name: "features" }],
} as const;

describe("baselineRecipe", () => {
  it("is a network of two hidden layers that stops early", () => {
    const recipe = baselineRecipe(digits);
    expect(recipe.network.layers.map(({ id }) => id)).toEqual([
      "hidden1",
      "relu1",
      "dropout1",
      "hidden2",
      "relu2",
      "dropout2",
      "output",
    ]);
    expect(recipe.network.layers[0]).toMatchObject({ units: 128, initializer: "heNormal" });
    expect(recipe.loss).toEqual({ kind: "softmaxCrossEntropy", labelSmoothing: 0 });
    expect(recipe.training).toMatchObject({ batchSize: 32, epochs: 69, earlyStopping: { patience: 14 } });
    expect(recipe.data.normalize).toBe("softClip");
  });

  it("lets the weights remember half the training, however long that is", () => {
    for (const rows of [60, 1000, 30_000]) {
      const { optimizer, training } = baselineRecipe({ ...digits, rows });
      const steps = training.epochs * Math.ceil(rows / Number(training.batchSize));
      // The decay is rounded to two digits.
      expect(1 / (optimizer.learningRate * optimizer.weightDecay) / steps).toBeCloseTo(0.5, 1);
    }
  });

  it("uses the mean squared error for values, and larger batches for more rows", () => {
    const recipe = baselineRecipe({ ...digits, task: "regression", outputs: 1, rows: 1_000_000 });
    expect(recipe.loss).toEqual({ kind: "meanSquaredError" });
    expect(recipe.training).toMatchObject({ batchSize: 128, epochs: 10 });
  });

  it("joins embeddings with the features", () => {
    const blocks = [
      { name: "features" },
      { name: "category:city", cardinality: 100 },
      { name: "category:a.b", cardinality: 3 },
    ];
    const { layers } = baselineRecipe({ ...digits, blocks }).network;
    expect(layers[0]).toMatchObject({
      id: "embedding1",
      kind: "embedding",
      inputs: ["category:city"],
      units: 21,
    });
    expect(layers[2]).toEqual({
      id: "joined",
      kind: "concatenate",
      inputs: ["features", "embedding1", "embedding2"],
    });
    expect(layers[3].inputs).toBeUndefined();
  });

  it("needs no features, and no joint for one embedding", () => {
    const { layers } = baselineRecipe({
      ...digits,
      features: 0,
      blocks: [{ name: "category:city", cardinality: 9 }],
    }).network;
    expect(layers.map(({ id }) => id).slice(0, 2)).toEqual(["embedding1", "hidden1"]);
  });
});
