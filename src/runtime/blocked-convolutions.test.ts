import { expect, test } from "vitest";
import { randomKey, uniform } from "../base/random.ts";
import { gradients } from "../graph/differentiate.ts";
import { add, convolution2d, input, reshape, square, sum } from "../graph/operations/index.ts";
import { BATCH, sizeOf, type Tensor } from "../graph/tensor.ts";
import { lowerProgram } from "./lower.ts";
import { evaluateGraph } from "./reference.ts";
import { nodeRuntime, withFastConvolutions } from "./session.node.ts";
import { hostArray } from "./session.ts";

const IMAGES = 2;

/**
 * Convolutions whose channels fill blocks of 16 and of 8, fill none, or are few; with what a window may have.
 */
const CASES = [
  { name: "whole blocks", channels: 16, filters: 32, options: { padding: 1 } },
  { name: "blocks of eight alone", channels: 8, filters: 24, options: { padding: 1 } },
  { name: "a gray image", channels: 1, filters: 16, options: { padding: 1 } },
  { name: "a colour image, with strides", channels: 3, filters: 32, options: { strides: 2 } },
  { name: "dilations and uneven padding", channels: 16, filters: 16, options: { dilations: 2, padding: 2 } },
  { name: "no whole blocks", channels: 5, filters: 6, options: { padding: 1 } },
  { name: "groups", channels: 32, filters: 32, options: { groups: 2, padding: 1 } },
] as const;

/** A convolution with a bias, as inputs and as outputs: the result and its gradients. */
function graphOf({ channels, filters, options }: (typeof CASES)[number]) {
  const groups = "groups" in options ? options.groups : 1;
  const x = input("x", { dtype: "float32", shape: [BATCH, channels, 9, 7] });
  const weights = input("weights", { dtype: "float32", shape: [filters, channels / groups, 3, 3] });
  const bias = input("bias", { dtype: "float32", shape: [filters] });
  const y = add(convolution2d(x, weights, options), reshape(bias, [1, filters, 1, 1]));
  // Of the squares, so that the gradients depend on all inputs.
  const inputs = [x, weights, bias];
  return { inputs, outputs: [y, ...gradients(sum(square(y)), inputs)] };
}

function feedsOf(inputs: readonly Tensor[]) {
  return inputs.map(({ shape, attributes: { name } }, stream) => {
    const concrete = shape.map((size) => (size < 0 ? IMAGES : size));
    const data = new Float32Array(sizeOf(concrete)).map(
      (_, index) => uniform(randomKey(1, stream), index) - 0.5,
    );
    return { name: String(name), shape: concrete, data };
  });
}

test.each(CASES)("a convolution and its gradients are as the reference has them: $name", async (given) => {
  const { inputs, outputs } = graphOf(given);
  const named = outputs.map((tensor, index) => ({ name: `out${index}`, tensor }));
  const model = lowerProgram({ kind: "single", inputs, outputs: named, batchInput: "x" });
  const feeds = feedsOf(inputs);
  const session = await nodeRuntime.create(model, { threads: 1 });
  const results = await session.run(
    Object.fromEntries(feeds.map(({ name, shape, data }) => [name, hostArray("float32", shape, data)])),
  );
  await session.release();
  const reference = evaluateGraph(
    outputs,
    new Map(
      feeds.map(({ name, shape, data }) => [
        name,
        { dtype: "float32", shape, data: Float64Array.from(data) },
      ]),
    ),
    { batchSize: IMAGES },
  );
  reference.forEach(({ data }, index) => {
    // Sums of up to a few hundred products in float32, relative to the greatest.
    const most = data.reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 0);
    const computed = results[`out${index}`].data as Float32Array;
    const worst = Array.from(computed, (value, at) => Math.abs(value - data[at]));
    expect(Math.max(...worst) / most, `output ${index}`).toBeLessThan(2e-6);
  });
});

test("models without convolutions are left as they are, and those of doubles too", async () => {
  const ort = await import("onnxruntime-node");
  const plain = input("x", { dtype: "float32", shape: [BATCH, 4] });
  const x = input("x", { dtype: "float64", shape: [BATCH, 16, 5, 5] });
  const weights = input("weights", { dtype: "float64", shape: [16, 16, 3, 3] });
  const programs = [
    { inputs: [plain], tensor: square(plain) },
    { inputs: [x, weights], tensor: convolution2d(x, weights) },
  ];
  for (const { inputs, tensor } of programs) {
    const outputs = [{ name: "y", tensor }];
    const model = lowerProgram({ kind: "single", inputs, outputs, batchInput: "x" });
    expect(await withFastConvolutions(ort, model)).toBe(model);
  }
});
