import { describe, expect, it } from "vitest";
import { BATCH } from "../graph/tensor.ts";
import { describeNetwork } from "../nn/network.ts";
import { baselineRecipe, linearRecipe } from "./default.ts";
import { tensorLayers } from "./tensor-layers.ts";

const facts = { target: "class", task: "classification", outputs: 10, rows: 1000 } as const;

describe("tensorLayers", () => {
  it.each([
    [[1, 28, 28], 2],
    [[3, 32, 32], 2],
    [[3, 64, 48], 2],
    [[3, 128, 128], 4],
    [[3, 500, 500], 4],
    [[1, 8, 8], 1],
    [[1, 3, 8], 0],
    [[20, 3], 0],
    [[7], 0],
  ])("of rows %j have %i stages of convolution before they are flat", (rowShape, stages) => {
    const layers = tensorLayers({ name: "features", rowShape });
    expect(layers.filter(({ kind }) => kind === "convolution2d")).toHaveLength(stages);
    expect(layers).toHaveLength(4 * stages + 1);
    const { outputShape } = describeNetwork(layers, {
      inputTypes: new Map([["features", { dtype: "float32", shape: [BATCH, ...rowShape] }]]),
      outputs: 2,
    });
    expect(outputShape).toHaveLength(2);
  });
});

describe("the default recipe of images", () => {
  const image = { name: "features", rowShape: [1, 28, 28] };

  it("begins with convolutions, and its simple model with nothing but the pixels", () => {
    const recipe = baselineRecipe({ ...facts, features: 0, blocks: [image] });
    expect(recipe.network.layers[0]).toMatchObject({
      kind: "convolution2d",
      inputs: ["features"],
      units: 16,
    });
    expect(recipe.schedule.kind).toBe("cosine");
    const linear = linearRecipe({ ...facts, features: 0, blocks: [image] });
    expect(linear.network.layers.map(({ kind }) => kind)).toEqual(["flatten", "dense"]);
  });

  it("joins images with numbers and with other images, each through layers of its own", () => {
    const blocks = [
      { name: "features", rowShape: [4] },
      { name: "tensor:front", rowShape: [3, 16, 16] },
      { name: "tensor:back", rowShape: [3, 16, 16] },
    ];
    const { layers } = baselineRecipe({ ...facts, features: 4, blocks }).network;
    expect(layers.find(({ id }) => id === "joined")?.inputs).toEqual([
      "features",
      "array1_flatten",
      "array2_flatten",
    ]);
    const { outputShape } = describeNetwork(layers, {
      inputTypes: new Map(
        blocks.map(({ name, rowShape }) => [
          name,
          { dtype: "float32" as const, shape: [BATCH, ...rowShape] },
        ]),
      ),
      outputs: 10,
    });
    expect(outputShape).toEqual([BATCH, 10]);
  });
});
