import { describe, expect, test } from "vitest";
import { describeNetwork, type LayerSpec } from "../nn/network.ts";
import { parseRecipe } from "../recipe/schema.ts";
import { flatten, layOutParameters, namedViews } from "./layout.ts";

const LAYERS = [
  { id: "codes", kind: "embedding", inputs: ["category:c"], units: 4 },
  { id: "hidden", kind: "dense", units: 6 },
  { id: "norm", kind: "batchNormalization" },
  { id: "output", kind: "dense", units: "outputs" },
];
const IMAGE_LAYERS = [
  { id: "conv", kind: "convolution2d", units: 2, kernel: 3 },
  { id: "up", kind: "transposedConvolution2d", units: 3, kernel: 2 },
  { id: "flat", kind: "flatten" },
  { id: "output", kind: "dense", units: "outputs" },
];

function layoutOf(layers: readonly LayerSpec[], sections: Record<string, unknown> = {}) {
  const recipe = parseRecipe(
    {
      schema: 1,
      data: { target: "y" },
      network: { layers },
      loss: { kind: "softmaxCrossEntropy" },
      ...sections,
    },
    { source: "the test" },
  );
  const { parameters } = describeNetwork(recipe.network.layers, {
    inputTypes: new Map([
      ["features", { dtype: "float32", shape: [-1, 1, 5, 5] }],
      ["category:c", { dtype: "int32", shape: [-1] }],
    ]),
    cardinalities: new Map([["category:c", 5]]),
    outputs: 3,
  });
  return layOutParameters(parameters, recipe);
}

/** Which parameters travel together, and what sets them apart. */
function summary(layers: readonly LayerSpec[], sections: Record<string, unknown> = {}) {
  return layoutOf(layers, sections).pieces.map(({ members, shape, size: _size, ...traits }) => ({
    names: members.map(({ name }) => name).join(" "),
    rank: shape.length,
    ...traits,
  }));
}

describe("parameters are laid out", () => {
  test("all in one piece where nothing sets them apart", () => {
    expect(summary(LAYERS)).toEqual([
      {
        names: "codes.table hidden.weight hidden.bias norm.scale norm.shift output.weight output.bias",
        rank: 1,
        decay: false,
        group: 0,
        matrix: false,
      },
    ]);
  });

  test("decayed ones apart from biases and normalization", () => {
    expect(
      summary(LAYERS, { optimizer: { kind: "adamW" } }).map(({ names, decay }) => [names, decay]),
    ).toEqual([
      ["codes.table hidden.weight output.weight", true],
      ["hidden.bias norm.scale norm.shift output.bias", false],
    ]);
  });

  test("by the first group of the optimizer that matches", () => {
    const groups = [{ match: "norm.*" }, { match: "*.bias" }, { match: "n*" }];
    const pieces = summary(LAYERS, { optimizer: { kind: "sgd", groups } });
    expect(pieces.map(({ names, group }) => [names, group])).toEqual([
      ["codes.table hidden.weight output.weight", 0],
      ["hidden.bias output.bias", 2],
      ["norm.scale norm.shift", 1],
    ]);
  });

  test.each([
    ["hidden", ["hidden.weight"]],
    ["all", ["hidden.weight", "output.weight"]],
  ])("with the matrices that Muon asks for alone, %s", (matrices, names) => {
    const pieces = summary(LAYERS, { optimizer: { kind: "muon", matrices } });
    expect(pieces.filter(({ matrix }) => matrix).map((piece) => [piece.names, piece.rank])).toEqual(
      names.map((name) => [name, 2]),
    );
  });

  test("with every weight alone whose units' norms are limited, along its incoming weights", () => {
    const limited = (layers: readonly LayerSpec[]) =>
      summary(layers, { penalties: { maxNorm: 3 } })
        .filter(({ normAxes }) => normAxes !== undefined)
        .map(({ names, normAxes }) => [names, normAxes]);
    expect(limited(LAYERS)).toEqual([
      ["codes.table", [1]],
      ["hidden.weight", [0]],
      ["output.weight", [0]],
    ]);
    expect(limited(IMAGE_LAYERS)).toEqual([
      ["conv.weight", [1, 2, 3]],
      ["up.weight", [0, 2, 3]],
      ["output.weight", [0]],
    ]);
  });

  test("so that every tensor is found again by its name", () => {
    const layout = layoutOf(LAYERS, {
      optimizer: { kind: "muon", groups: [{ match: "*.bias" }] },
      penalties: { maxNorm: 1 },
    });
    const flat = Float32Array.from({ length: layout.size }, (_, index) => index);
    const views = namedViews(layout, flat);
    expect(flatten(layout, new Map([...views].map(([name, { data }]) => [name, data])))).toEqual(flat);
    expect([...views.keys()].sort()).toEqual([
      "codes.table",
      "hidden.bias",
      "hidden.weight",
      "norm.scale",
      "norm.shift",
      "output.bias",
      "output.weight",
    ]);
  });
});
