import { expect, test } from "vitest";
import { input, scalar } from "../graph/operations/index.ts";
import type { Tensor } from "../graph/tensor.ts";
import { evaluateGraph } from "../runtime/reference.ts";
import { clipByGlobalNorm, clipByValue, globalNorm } from "./clip.ts";

const a = input("a", { dtype: "float64", shape: [2] });
const b = input("b", { dtype: "float64", shape: [1, 1] });

function evaluate(outputs: readonly Tensor[], values: { a: number[]; b: number[] }): number[][] {
  const feeds = new Map([
    ["a", { dtype: "float64" as const, shape: [2], data: Float64Array.from(values.a) }],
    ["b", { dtype: "float64" as const, shape: [1, 1], data: Float64Array.from(values.b) }],
  ]);
  return evaluateGraph(outputs, feeds).map(({ data }) => [...data]);
}

test("clipping by value keeps every element within the limit and leaves the others", () => {
  expect(evaluate(clipByValue([a, b], scalar(2, "float64")), { a: [-3, 1.5], b: [7] })).toEqual([
    [-2, 1.5],
    [2],
  ]);
});

test("the global norm joins all tensors", () => {
  expect(evaluate([globalNorm([a, b])], { a: [3, 4], b: [12] })).toEqual([[13]]);
});

test("clipping by norm scales all gradients by one factor, PyTorch's limit / (norm + 1e-6)", () => {
  const factor = 6.5 / (13 + 1e-6);
  const clipped = evaluate(clipByGlobalNorm([a, b], scalar(6.5, "float64")), { a: [3, 4], b: [12] });
  expect(clipped).toEqual([[3 * factor, 4 * factor], [12 * factor]]);
});

test("clipping by norm leaves gradients below the limit as they are, zeros too", () => {
  const clipped = clipByGlobalNorm([a, b], scalar(14, "float64"));
  expect(evaluate(clipped, { a: [3, 4], b: [12] })).toEqual([[3, 4], [12]]);
  expect(evaluate(clipped, { a: [0, 0], b: [0] })).toEqual([[0, 0], [0]]);
});
