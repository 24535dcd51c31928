import { expect, test } from "vitest";
import { gradients } from "../graph/differentiate.ts";
import { input, scalar } from "../graph/operations/index.ts";
import { evaluateGraph } from "../runtime/reference.ts";
import { l1Penalty, l2Penalty } from "./penalties.ts";

const a = input("a", { dtype: "float64", shape: [2] });
const b = input("b", { dtype: "float64", shape: [1, 2] });
const feeds = new Map([
  ["a", { dtype: "float64" as const, shape: [2], data: Float64Array.of(1, -2) }],
  ["b", { dtype: "float64" as const, shape: [1, 2], data: Float64Array.of(0, 3) }],
]);
const strength = scalar(0.5, "float64");

function evaluate(penalty: typeof l1Penalty): number[][] {
  const value = penalty([a, b], strength);
  return evaluateGraph([value, ...gradients(value, [a, b])], feeds).map(({ data }) => [...data]);
}

test("L1 is λ·Σ|w|, with slopes of λ and zero at zero", () => {
  expect(evaluate(l1Penalty)).toEqual([[3], [0.5, -0.5], [0, 0.5]]);
});

test("L2 is λ/2·Σw², with the gradient λ·w", () => {
  expect(evaluate(l2Penalty)).toEqual([[3.5], [0.5, -1], [0, 1.5]]);
});
