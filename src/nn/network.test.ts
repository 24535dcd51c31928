import { describe, expect, test } from "vitest";
import { maskUniform } from "../base/random.ts";
import { input, scalar } from "../graph/operations/index.ts";
import { BATCH, type TensorType } from "../graph/tensor.ts";
import { topologicalOrder } from "../graph/traverse.ts";
import { evaluateGraph } from "../runtime/reference.ts";
import { buildSample, type NetworkSample, outputOf, valuesOf } from "./network.samples.ts";
import { buildNetwork, describeNetwork, type LayerSpec } from "./network.ts";

const features: TensorType = { dtype: "float32", shape: [BATCH, 3] };

function describeLayers(layers: readonly LayerSpec[]) {
  const codes: TensorType = { dtype: "int32", shape: [BATCH] };
  return describeNetwork(layers, {
    inputTypes: new Map([
      ["features", features],
      ["category:color", codes],
    ]),
    cardinalities: new Map([["category:color", 5]]),
    outputs: 4,
  });
}

const mixed: readonly LayerSpec[] = [
  { id: "color", kind: "embedding", inputs: ["category:color"], units: 2 },
  { id: "joined", kind: "concatenate", inputs: ["features", "color"] },
  { id: "hidden", kind: "dense", units: 6, initializer: "heNormal" },
  { id: "norm", kind: "batchNormalization", momentum: 0.2 },
  { id: "relu", kind: "relu" },
  { id: "drop", kind: "dropout", rate: 0.3 },
  { id: "output", kind: "dense", units: "outputs" },
];

describe("a described network", () => {
  const description = describeLayers(mixed);

  test("lists parameters by full name with shape, initializer and decay", () => {
    const rows = description.parameters.map(({ name, layer, shape, decay }) => ({
      name,
      layer,
      shape,
      decay,
    }));
    expect(rows).toEqual([
      { name: "color.table", layer: "color", shape: [5, 2], decay: true },
      { name: "hidden.weight", layer: "hidden", shape: [5, 6], decay: true },
      { name: "hidden.bias", layer: "hidden", shape: [6], decay: false },
      { name: "norm.scale", layer: "norm", shape: [6], decay: false },
      { name: "norm.shift", layer: "norm", shape: [6], decay: false },
      { name: "output.weight", layer: "output", shape: [6, 4], decay: true },
      { name: "output.bias", layer: "output", shape: [4], decay: false },
    ]);
    expect(description.parameters[1].initializer).toBe("heNormal");
    expect(description.parameters[5].initializer).toBe("glorotUniform");
  });

  test("lists buffers, random layers and hyperparameters with their addresses", () => {
    expect(description.buffers).toEqual([
      { name: "norm.runningMean", layer: "norm", shape: [6], value: 0 },
      { name: "norm.runningVariance", layer: "norm", shape: [6], value: 1 },
    ]);
    expect(description.randomLayers).toEqual(["drop"]);
    expect(description.hyperparameters).toEqual([
      { address: "network.layers.norm.momentum", value: 0.2 },
      { address: "network.layers.drop.rate", value: 0.3 },
    ]);
  });

  test("has a row for each layer with its inputs, shape and parameter count", () => {
    expect(
      description.layers.map(({ id, inputs, outputShape, parameters }) => [
        id,
        inputs,
        outputShape,
        parameters,
      ]),
    ).toEqual([
      ["color", ["category:color"], [BATCH, 2], 10],
      ["joined", ["features", "color"], [BATCH, 5], 0],
      ["hidden", ["joined"], [BATCH, 6], 36],
      ["norm", ["hidden"], [BATCH, 6], 12],
      ["relu", ["norm"], [BATCH, 6], 0],
      ["drop", ["relu"], [BATCH, 6], 0],
      ["output", ["drop"], [BATCH, 4], 28],
    ]);
    expect(description.outputShape).toEqual([BATCH, 4]);
  });
});

describe("a built network", () => {
  const residual: NetworkSample = {
    layers: [
      { id: "a", kind: "dense", units: 2, bias: false },
      { id: "b", kind: "tanh" },
      { id: "c", kind: "add", inputs: ["b", "features"] },
    ],
    blocks: { features: { rowShape: [2], data: [1, 2] } },
    state: { "a.weight": [1, 0, 0, -1] },
  };

  test("takes the layer before by default, the features first, and named inputs where they are given", () => {
    expect(outputOf(residual)).toEqual([Math.tanh(1) + 1, Math.tanh(-2) + 2]);
  });

  test("offers every layer's output by id and names the layer on its nodes", () => {
    const sample = buildSample(residual);
    const { layerOutputs, output } = sample.built;
    expect([...layerOutputs.keys()]).toEqual(["a", "b", "c"]);
    expect(layerOutputs.get("c")).toBe(output);
    expect(layerOutputs.get("b")!.layer).toBe("b");
    expect(valuesOf(sample, [layerOutputs.get("a")!])).toEqual([[1, -2]]);
  });

  test("refuses a layer behind one that averages members, whose shape differs in evaluation", () => {
    const layers = [
      { id: "hidden", kind: "batchEnsembleDense", units: 2, members: 3 },
      { id: "head", kind: "ensembleHead", units: "outputs" },
      { id: "softmax", kind: "softmax" },
    ];
    expect(() => describeLayers(layers)).toThrow(
      'layer "head" (ensembleHead) has others behind it; expected it as the last of network.layers.',
    );
  });

  test("makes a constant of a hyperparameter where nobody supplies it", () => {
    const { output } = buildNetwork([{ id: "d", kind: "dropout", rate: 0.25 }], {
      inputs: new Map([["features", input("features", { dtype: "float64", shape: [BATCH, 2] })]]),
      outputs: 1,
      training: true,
      parameter: () => expect.unreachable("dropout has no parameters"),
      buffer: () => expect.unreachable("dropout has no buffers"),
      key: () => scalar(3, "uint32"),
    });
    const names = topologicalOrder([output]).flatMap(({ attributes }) =>
      attributes.name ? [attributes.name] : [],
    );
    expect(names).toEqual(["features"]);
    const feeds = new Map([
      ["features", { dtype: "float64" as const, shape: [1, 2], data: Float64Array.of(3, 6) }],
    ]);
    const [{ data }] = evaluateGraph([output], feeds, { batchSize: 1 });
    const kept = [0, 1].map((index) => maskUniform(3, index) >= 0.25);
    expect([...data]).toEqual([kept[0] ? 4 : 0, kept[1] ? 8 : 0].map((value) => expect.closeTo(value, 12)));
  });
});

describe("a wrong network is refused with its place and the fix", () => {
  const refusal = (layers: readonly LayerSpec[]) => {
    try {
      describeLayers(layers);
    } catch (error) {
      return error;
    }
    return undefined;
  };

  test.each<[string, LayerSpec[], { code: string; message: unknown; hint?: unknown }]>([
    ["no layers", [], { code: "empty-network", message: expect.stringContaining("network.layers is empty") }],
    [
      "an unknown kind",
      [{ id: "a", kind: "dens", units: 1 }],
      { code: "unknown-kind", message: expect.stringContaining('"dens"'), hint: 'Did you mean "dense"?' },
    ],
    [
      "an unknown input",
      [{ id: "a", kind: "dense", units: 1, inputs: ["featuers"] }],
      {
        code: "unknown-input",
        message: expect.stringContaining("network.layers.a.inputs"),
        hint: 'Did you mean "features"?',
      },
    ],
    [
      "an input defined later",
      [
        { id: "a", kind: "relu", inputs: ["b"] },
        { id: "b", kind: "relu" },
      ],
      {
        code: "unknown-input",
        message: expect.stringContaining("not defined before"),
        hint: 'Move "b" before "a".',
      },
    ],
    [
      "a layer that consumes itself",
      [{ id: "a", kind: "relu", inputs: ["a"] }],
      { code: "unknown-input", message: expect.stringContaining("network.layers.a.inputs") },
    ],
    [
      "an id taken twice",
      [
        { id: "a", kind: "relu" },
        { id: "a", kind: "relu" },
      ],
      { code: "id-taken", message: expect.stringContaining('"a"') },
    ],
    [
      "an id of a data block",
      [{ id: "features", kind: "relu" }],
      { code: "id-taken", message: expect.stringContaining('"features"') },
    ],
    [
      "an unknown option",
      [{ id: "a", kind: "dense", unit: 3 }],
      { code: "wrong-option", message: expect.stringContaining("network.layers.a.") },
    ],
    [
      "a rate of one",
      [{ id: "a", kind: "dropout", rate: 1 }],
      { code: "wrong-option", message: "network.layers.a.rate: a dropout layer cannot have the value 1." },
    ],
    [
      "a hostile option",
      [JSON.parse('{"id":"a","kind":"relu","__proto__":{"slope":2}}')],
      { code: "wrong-option", message: expect.stringContaining("__proto__") },
    ],
    [
      "no inputs",
      [{ id: "a", kind: "add", inputs: [] }],
      { code: "no-inputs", message: expect.stringContaining("network.layers.a.inputs") },
    ],
  ])("%s", (_name, layers, expected) => {
    expect(refusal(layers)).toMatchObject({ kind: "input", ...expected });
  });
});
