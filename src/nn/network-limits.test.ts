import { expect, test } from "vitest";
import { BATCH } from "../graph/tensor.ts";
import { layers, sequential } from "./builders/index.ts";
import { describeNetwork, type LayerSpec } from "./network.ts";
import { checkNetworkSize, networkBytes } from "./network-limits.ts";

const GIGABYTE = 1e9;

function describe(specs: LayerSpec[], rowShape: readonly number[] = [13]) {
  const inputTypes = new Map([["features", { dtype: "float32", shape: [BATCH, ...rowShape] } as const]]);
  return describeNetwork(specs, { inputTypes, outputs: 3 });
}

test("a network's size is its parameters, what it computes for an example, and the work of that", () => {
  const { dense, relu } = layers;
  const { size } = describe(sequential([dense(100), relu(), dense("outputs")]));
  // Each dense layer is a product and a sum.
  expect(size).toEqual({
    parameters: 13 * 100 + 100 + 300 + 3,
    activations: 13 + 2 * 100 + 100 + 2 * 3,
    multiplyAdds: 13 * 100 + 300,
  });
});

test.each([5e9, 1e9, 1e8])("%d units are refused by their number, before any is made", (units) => {
  expect(() => describe(sequential([layers.dense(units), layers.dense("outputs")]))).toThrow(
    /^The network is too large: it has [\d,]+ parameters up to the layer "dense"; at most 500,000,000 /,
  );
});

test("layers that list numbers of their units are refused before the list", () => {
  expect(() => describe(sequential([layers.lstm(1e9)]), [4, 1])).toThrow(/at most 500,000,000/);
  expect(() => describe(sequential([layers.positionalEncoding()]), [1e5, 1e5])).toThrow(
    /positionalEncoding layer that needs 10,000,000,000 constants/,
  );
  expect(() => describe(sequential([layers.upsample({ factor: 1e9, method: "linear" })]), [2, 1])).toThrow(
    /upsample layer that needs/,
  );
});

test("an endless sequence is refused where it would be unrolled, with the layer's name", () => {
  expect(() => describe(sequential([layers.lstm(2)]), [1e6, 1])).toThrow(
    expect.objectContaining({ code: "graph-too-large", details: { layer: "lstm" } }),
  );
});

test("attention over a long sequence is refused by the numbers that it computes", () => {
  expect(() => describe(sequential([layers.selfAttention(8, { heads: 2 })]), [1e6, 8])).toThrow(
    expect.objectContaining({ code: "network-too-large" }),
  );
});

test("memory is that of a step's weights, gradients, slots and activations", () => {
  const size = { parameters: 1000, activations: 50, multiplyAdds: 1000 };
  expect(networkBytes(size, {})).toBe(4 * (1000 + 50));
  expect(networkBytes(size, { rows: 64, slots: 2 })).toBe(4 * (13 * 1000 + 2 * 64 * 50));
});

test("a batch that does not fit is refused with the figures and the fix", () => {
  const size = { parameters: 1e6, activations: 1e6, multiplyAdds: 1e6 };
  const use = { slots: 2, memoryBytes: GIGABYTE };
  expect(() => checkNetworkSize(size, { ...use, rows: 64 })).not.toThrow();
  expect(() => checkNetworkSize(size, { ...use, rows: 128 })).toThrow(
    expect.objectContaining({
      code: "network-too-large",
      message:
        "The network is too large: it has 1,000,000 parameters and computes 1,000,000 numbers an example, " +
        "which for 128 examples at once takes about 1.08 GB of memory; this machine can give 1 GB.",
      hint: expect.stringContaining("A smaller training.batchSize"),
    }),
  );
});

test("a step that would take longer than people wait is refused by its work", () => {
  const size = { parameters: 1, activations: 1, multiplyAdds: 1e12 };
  const use = { slots: 0, memoryBytes: GIGABYTE };
  expect(() => checkNetworkSize(size, { ...use, rows: 32 })).not.toThrow();
  expect(() => checkNetworkSize(size, { ...use, rows: 64 })).toThrow(
    /192,000,000,000,000 multiply-adds for 64 examples at once; at most 100,000,000,000,000/,
  );
});
