import { expect, test } from "vitest";
import { BATCH } from "../graph/tensor.ts";
import { apply, input, layers, model, sequential } from "./builders/index.ts";
import { describeNetwork, type LayerSpec } from "./network.ts";
import { formatSummary, summarizeNetwork } from "./network-summary.ts";

function summaryOf(specs: LayerSpec[], rowShapes: Record<string, number[]>, outputs = 10) {
  const types = Object.entries(rowShapes).map(
    ([name, rowShape]) =>
      [
        name,
        { dtype: name.startsWith("category:") ? "int32" : "float32", shape: [BATCH, ...rowShape] },
      ] as const,
  );
  const cardinalities = new Map([["category:from", 5] as const, ["category:to", 5] as const]);
  return summarizeNetwork(describeNetwork(specs, { inputTypes: new Map(types), cardinalities, outputs }));
}

test("a convolutional network's table", () => {
  const { convolution2d, batchNormalization, relu, maxPool2d, flatten, dense } = layers;
  const network = sequential([
    convolution2d(16, { kernel: 3, padding: "same", bias: false }),
    batchNormalization(),
    relu(),
    maxPool2d(2),
    flatten(),
    dense("outputs"),
  ]);
  expect(`${formatSummary(summaryOf(network, { features: [1, 28, 28] }))}\n`).toMatchInlineSnapshot(`
    "layer               kind                reads               output    parameters  multiply-adds
    convolution2d       convolution2d       features            16x28x28         144        112,896
    batchNormalization  batchNormalization  convolution2d       16x28x28          32              0
    relu                relu                batchNormalization  16x28x28           0              0
    maxPool2d           maxPool2d           relu                16x14x14           0              0
    flatten             flatten             maxPool2d           3136               0              0
    dense               dense               flatten             10            31,370         31,360

    31,546 parameters and 32 running statistics, 126 kB; 144,256 multiply-adds an example.
    "
  `);
});

test("a network with shared layers counts their parameters once and their work twice", () => {
  const { embedding, concatenate, dense } = layers;
  const place = embedding(4, { id: "place" });
  const ends = ["category:from", "category:to"].map((block) => apply(place, input(block)));
  const half = dense(8, { id: "half" });
  const branches = ends.map((end) => apply(half, end));
  const network = model(apply(dense(1), apply(concatenate(), ...branches)));
  const summary = summaryOf(network, { "category:from": [], "category:to": [] });
  expect(summary.parameters).toBe(5 * 4 + (4 * 8 + 8) + (16 + 1));
  expect(summary.multiplyAdds).toBe(2 * 4 * 8 + 16);
  expect(`${formatSummary(summary)}\n`).toMatchInlineSnapshot(`
    "layer        kind                     reads          output  parameters  multiply-adds
    place        embedding                category:from       4          20              0
    half         dense                    place               8          40             32
    place2       embedding, shares place  category:to         4           0              0
    half2        dense, shares half       place2              8           0             32
    concatenate  concatenate              half, half2        16           0              0
    dense        dense                    concatenate         1          17             16

    77 parameters, 308 bytes; 80 multiply-adds an example.
    "
  `);
});

test("the work of attention and recurrence is that of their products", () => {
  const { selfAttention, lstm } = layers;
  const attention = summaryOf(sequential([selfAttention(8, { heads: 2 })]), { features: [6, 8] });
  // Queries, keys, values and output; scores and their sums.
  expect(attention.multiplyAdds).toBe(4 * 6 * 8 * 8 + 2 * 6 * 6 * 8);
  const recurrence = summaryOf(sequential([lstm(3)]), { features: [6, 8] });
  // The first state is zero.
  expect(recurrence.multiplyAdds).toBe(6 * 8 * 12 + 5 * 3 * 12);
});

test("grouped and transposed convolutions count what they multiply", () => {
  const { convolution2d, transposedConvolution2d } = layers;
  const grouped = summaryOf(sequential([convolution2d(4, { kernel: 3, groups: 2 })]), {
    features: [4, 5, 5],
  });
  expect(grouped.multiplyAdds).toBe(4 * 3 * 3 * (2 * 9));
  const transposed = summaryOf(sequential([transposedConvolution2d(3, { kernel: 2, stride: 2 })]), {
    features: [4, 5, 5],
  });
  expect(transposed.multiplyAdds).toBe(4 * 5 * 5 * (3 * 4));
});
