import { expect, test } from "vitest";
import { matMul, multiply, sigmoid, stopGradient } from "../../graph/operations/index.ts";
import { nodeRuntime } from "../../runtime/session.node.ts";
import { type OperationTrial, operationProblems } from "./operation-problems.ts";

const gated: OperationTrial = {
  title: "gated product",
  inputs: {
    x: { shape: [-1, 2], data: [0.5, -1, 2, 0.25, 1, -0.5] },
    w: { shape: [2, 2], data: [1, -0.5, 0.75, 0.25] },
  },
  build({ x, w }) {
    const product = matMul(x, w);
    return multiply(product, sigmoid(product));
  },
};

test("a sound composition has no problem, on the reference and on the runtime", async () => {
  expect(await operationProblems(gated, { batchSize: 3, runtime: nodeRuntime })).toEqual([]);
});

test("a gradient that is not that of the value is seen", async () => {
  const wrong: OperationTrial = {
    ...gated,
    build({ x, w }) {
      const product = matMul(x, w);
      return multiply(product, stopGradient(sigmoid(product)));
    },
  };
  expect(await operationProblems(wrong, { batchSize: 3 })).toEqual([
    expect.stringMatching(/^gated product: its gradient for "x" is off by/),
    expect.stringMatching(/^gated product: its gradient for "w" is off by/),
  ]);
});
