import { expect, test } from "vitest";
import { input, scalar } from "../graph/operations/index.ts";
import { evaluateGraph } from "../runtime/reference.ts";
import { limitNorms } from "./max-norm.ts";

function limited(shape: number[], axes: number[], values: number[]): number[] {
  const weight = input("w", { dtype: "float64", shape });
  const feeds = new Map([["w", { dtype: "float64" as const, shape, data: Float64Array.from(values) }]]);
  return [...evaluateGraph([limitNorms(weight, { axes, limit: scalar(2, "float64") })], feeds)[0].data];
}

test("a unit whose incoming weights are longer than the limit is scaled down to it, the others stay", () => {
  // The columns of a dense weight [2, 3] have the norms 5, 1 and 0.
  const scaled = 2 / (5 + 1e-7);
  expect(limited([2, 3], [0], [3, 0.6, 0, 4, 0.8, 0])).toEqual(
    [3 * scaled, 0.6, 0, 4 * scaled, 0.8, 0].map((x) => expect.closeTo(x, 14)),
  );
});

test("of kernels [out, in, window] each output's weights are one unit's", () => {
  expect(limited([2, 1, 2], [1, 2], [3, 4, 1, 0])).toEqual([
    expect.closeTo(1.2, 6),
    expect.closeTo(1.6, 6),
    1,
    0,
  ]);
});
