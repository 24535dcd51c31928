import { describe, expect, test } from "vitest";
import { gradients } from "../graph/differentiate.ts";
import { sum } from "../graph/operations/index.ts";
import { BATCH } from "../graph/tensor.ts";
import { buildSample, outputOf, valuesOf } from "./network.samples.ts";
import { describeNetwork, type LayerSpec } from "./network.ts";

const twins: LayerSpec[] = [
  { id: "left", kind: "dense", units: 2, inputs: ["features"] },
  { id: "right", kind: "shared", shares: "left", inputs: ["other"] },
  { id: "both", kind: "add", inputs: ["left", "right"] },
];
const blocks = {
  features: { rowShape: [2], data: [1, 2] },
  other: { rowShape: [2], data: [10, 20] },
};
const types = (widths: Record<string, number>) => ({
  inputTypes: new Map(
    Object.entries(widths).map(
      ([name, width]) => [name, { dtype: "float32", shape: [BATCH, width] }] as const,
    ),
  ),
  outputs: 1,
});

test("a layer that shares another multiplies its own inputs by the other's weights", () => {
  const state = { "left.weight": [1, 2, 3, 4], "left.bias": [0.5, -0.5] };
  expect(outputOf({ layers: twins, blocks, state })).toEqual([7 + 70 + 1, 10 + 100 - 1]);
});

test("the gradients of all uses of a parameter add up", () => {
  const built = buildSample({ layers: twins, blocks });
  const [slopes] = gradients(sum(built.built.output), [built.parameters.get("left.weight")!]);
  expect(valuesOf(built, [slopes])).toEqual([[11, 11, 22, 22]]);
});

test("shared parameters are described and counted once", () => {
  const description = describeNetwork(twins, types({ features: 2, other: 2 }));
  expect(description.parameters.map(({ name }) => name)).toEqual(["left.weight", "left.bias"]);
  expect(
    description.layers.map(({ id, kind, shares, parameters }) => ({ id, kind, shares, parameters })),
  ).toEqual([
    { id: "left", kind: "dense", shares: undefined, parameters: 6 },
    { id: "right", kind: "dense", shares: "left", parameters: 0 },
    { id: "both", kind: "add", shares: undefined, parameters: 0 },
  ]);
});

test("a shared dropout drops at the same rate but other values", () => {
  const layers: LayerSpec[] = [
    { id: "first", kind: "dropout", rate: 0.25, inputs: ["features"] },
    { id: "second", kind: "shared", shares: "first", inputs: ["other"] },
    { id: "both", kind: "add", inputs: ["first", "second"] },
  ];
  const description = describeNetwork(layers, types({ features: 2, other: 2 }));
  expect(description.randomLayers).toEqual(["first", "second"]);
  expect(description.hyperparameters).toEqual([{ address: "network.layers.first.rate", value: 0.25 }]);
});

test("shared running statistics take every use in turn", () => {
  const layers: LayerSpec[] = [
    { id: "norm", kind: "batchNormalization", momentum: 0.5, inputs: ["features"] },
    { id: "again", kind: "shared", shares: "norm", inputs: ["other"] },
    { id: "both", kind: "add", inputs: ["norm", "again"] },
  ];
  const many = { features: { rowShape: [1], data: [0, 4] }, other: { rowShape: [1], data: [10, 30] } };
  const built = buildSample({ layers, blocks: many, training: true });
  const mean = built.built.bufferUpdates.get("norm.runningMean")!;
  // From 0 half-way to the mean 2, and from there half-way to 20.
  expect(valuesOf(built, [mean])).toEqual([[10.5]]);
});

describe("says what is wrong with sharing", () => {
  const build = (layers: LayerSpec[]) => () => describeNetwork(layers, types({ features: 2, other: 3 }));
  const dense: LayerSpec = { id: "a", kind: "dense", units: 2 };

  test.each<[string, LayerSpec[], RegExp]>([
    [
      "an unknown layer",
      [dense, { id: "b", kind: "shared", shares: "x" }],
      /layers\.b shares "x", which is no layer/,
    ],
    [
      "a later layer",
      [{ id: "b", kind: "shared", shares: "a" }, dense],
      /layers\.b shares "a", which is not defined before it/,
    ],
    [
      "a layer that shares itself",
      [dense, { id: "b", kind: "shared", shares: "a" }, { id: "c", kind: "shared", shares: "b" }],
      /layers\.c shares "b", which itself shares "a"/,
    ],
    [
      "options of its own",
      [dense, { id: "b", kind: "shared", shares: "a", units: 3 }],
      /layers\.b shares "a" and has the option "units" of its own/,
    ],
    ["a kind of its own", [dense, { id: "b", kind: "relu", shares: "a" }], /has the kind "relu" of its own/],
    [
      "inputs of another shape",
      [dense, { id: "b", kind: "shared", shares: "a", inputs: ["other"] }],
      /layer "b" shares "a", whose a\.weight is \[2, 2\]; .*received \[batch, 3\], which need \[3, 2\]/,
    ],
  ])("%s", (_, layers, message) => {
    expect(build(layers)).toThrow(message);
  });
});
