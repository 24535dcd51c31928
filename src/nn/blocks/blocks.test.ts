import { describe, expect, test } from "vitest";
import { BATCH, type TensorType } from "../../graph/tensor.ts";
import { describeNetwork, type LayerSpec } from "../network.ts";
import {
  denseBlock,
  depthwiseSeparableBlock,
  residualBlock,
  residualDenseBlock,
  transformerEncoderBlock,
  transitionBlock,
} from "./index.ts";

function describeBlock(layers: readonly LayerSpec[], rowShape: readonly number[]) {
  const features: TensorType = { dtype: "float32", shape: [BATCH, ...rowShape] };
  return describeNetwork(layers, { inputTypes: new Map([["features", features]]), outputs: 3 });
}

const place = { id: "block", input: "features" };

test.each([
  ["residual", residualBlock({ ...place, inputUnits: 4, units: 4 }), [4, 6, 6], [4, 6, 6]],
  [
    "residual, halving",
    residualBlock({ ...place, inputUnits: 4, units: 8, stride: 2 }),
    [4, 6, 6],
    [8, 3, 3],
  ],
  [
    "bottleneck",
    residualBlock({
      ...place,
      inputUnits: 4,
      units: 8,
      bottleneck: 4,
      form: "preactivation",
      stochasticDepth: 0.2,
    }),
    [4, 6, 6],
    [8, 6, 6],
  ],
  [
    "residual dense",
    residualDenseBlock({ ...place, units: 5, hidden: 7, dropout: 0.1, stochasticDepth: 0.1 }),
    [5],
    [5],
  ],
  ["dense", denseBlock({ ...place, layers: 3, growth: 5, dropout: 0.1 }), [4, 6, 6], [19, 6, 6]],
  ["transition", transitionBlock({ ...place, units: 2 }), [4, 6, 6], [2, 3, 3]],
  ["depthwise separable", depthwiseSeparableBlock({ ...place, units: 7, stride: 2 }), [4, 5, 6], [7, 3, 3]],
  [
    "transformer encoder",
    transformerEncoderBlock({ ...place, units: 8, heads: 2, dropout: 0.1 }),
    [5, 8],
    [5, 8],
  ],
  [
    "transformer encoder, original",
    transformerEncoderBlock({ ...place, units: 8, form: "original", causal: true }),
    [5, 8],
    [5, 8],
  ],
] as const)(
  "a %s block has the shape it should, ends with its id, and names all layers by it",
  (_name, layers, rowShape, outputShape) => {
    const { outputShape: found } = describeBlock(layers, rowShape);
    expect(found).toEqual([BATCH, ...outputShape]);
    expect(layers.at(-1)!.id).toBe("block");
    const ids = layers.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.slice(0, -1).every((id) => /^block-[A-Za-z0-9-]+$/.test(id))).toBe(true);
  },
);

describe("a residual block", () => {
  const kindsOf = (layers: readonly LayerSpec[]) => layers.map(({ kind }) => kind);

  test("is He et al.'s, with the shortcut as it is where shapes agree", () => {
    const layers = residualBlock({ ...place, inputUnits: 4, units: 4 });
    expect(kindsOf(layers)).toEqual([
      "convolution2d",
      "batchNormalization",
      "relu",
      "convolution2d",
      "batchNormalization",
      "add",
      "relu",
    ]);
    expect(layers[5].inputs).toEqual(["block-normalization2", "features"]);
    const { parameters } = describeBlock(layers, [4, 6, 6]);
    expect(parameters.map(({ name }) => name)).not.toContain("block-convolution1.bias");
  });

  test("fits the shortcut with a 1×1 convolution where channels or sizes differ", () => {
    const layers = residualBlock({ ...place, inputUnits: 4, units: 8, stride: 2 });
    const { parameters } = describeBlock(layers, [4, 6, 6]);
    expect(parameters.find(({ name }) => name === "block-shortcut.weight")!.shape).toEqual([8, 4, 1, 1]);
  });

  test("takes other normalizations, activations and none", () => {
    const normalization = { kind: "groupNormalization", groups: 2 };
    const layers = residualBlock({ ...place, inputUnits: 4, units: 4, normalization, activation: "silu" });
    expect(kindsOf(layers).filter((kind) => kind === "groupNormalization")).toHaveLength(2);
    const plain = residualBlock({ ...place, inputUnits: 4, units: 4, normalization: null, activation: null });
    expect(kindsOf(plain)).toEqual(["convolution2d", "convolution2d", "add"]);
    expect(describeBlock(plain, [4, 6, 6]).parameters.map(({ name }) => name)).toContain(
      "block-convolution1.bias",
    );
  });

  test("says so when the bottleneck does not divide its units", () => {
    expect(() => residualBlock({ ...place, inputUnits: 4, units: 6, bottleneck: 4 })).toThrow(
      /Block "block": its 6 units must be a multiple of its bottleneck, which is 4/,
    );
  });
});
