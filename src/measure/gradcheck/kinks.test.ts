import { describe, expect, test } from "vitest";
import { gradients } from "../../graph/differentiate.ts";
import { allOperations, type ReferenceArray } from "../../graph/operation.ts";
import * as op from "../../graph/operations/index.ts";
import { operationSamples } from "../../graph/operations/operations.samples.ts";
import { buildSample } from "../../graph/operations/sample.samples.ts";
import { isFloat, type Tensor } from "../../graph/tensor.ts";
import { topologicalOrder } from "../../graph/traverse.ts";
import { checkGraph } from "./check-graph.ts";
import { finish } from "./check-tensors.ts";
import { hasBranches } from "./kinks.ts";

/** Checks Σ weights · build(x) by x. */
function check(shape: readonly number[], data: readonly number[], build: (x: Tensor) => Tensor) {
  const x = op.input("x", { dtype: "float64", shape });
  const y = build(x);
  const size = y.shape.reduce((product, length) => product * length, 1);
  const weights = Float64Array.from({ length: size }, (_, index) => 1 + index / 10);
  const objective = op.sum(op.multiply(y, op.constant("float64", y.shape, weights)));
  const feeds = new Map<string, ReferenceArray>([
    ["x", { dtype: "float64", shape, data: Float64Array.from(data) }],
  ]);
  const region = { input: x, offset: 0, size: data.length };
  const tensors = [{ name: "x", shape, region, gradient: gradients(objective, [x])[0] }];
  return finish(checkGraph({ objective, tensors, feeds, batchSize: 1 }, {}));
}

describe("kinks are counted and not called wrong", () => {
  test.each([
    ["relu at 0", [4], [0, 1, -1, 0], op.relu, 2],
    ["abs at 0", [2], [0, 1], op.abs, 1],
    ["a tie of max", [4], [3, 1, 3, 2], (x: Tensor) => op.max(x), 2],
    ["a tie of min over an axis", [2, 2], [1, 1, 1, 2], (x: Tensor) => op.min(x, { axes: [1] }), 2],
    ["a tie of maximum", [2], [0.5, 0.7], (x: Tensor) => op.maximum(x, op.scalar(0.5, "float64")), 1],
    [
      "a tie in a pooling window",
      [1, 1, 2, 2],
      [1, 4, 4, 2],
      (x: Tensor) => op.maxPool2d(x, { kernel: 2 }),
      2,
    ],
    ["a step of floor", [2], [2, 2.5], (x: Tensor) => op.add(op.floor(x), x), 1],
  ] as const)("%s", (_, shape, data, build, kinks) => {
    const { holds, tensors } = check(shape, data, build);
    expect(tensors[0]).toMatchObject({ kinks, checked: data.length });
    expect(holds).toBe(true);
  });

  test.each([1e-3, 5e-4, 1e-5, 1e-6])("a kink at a distance of %d is stepped around", (distance) => {
    expect(check([2], [distance, -distance], op.relu).tensors[0]).toMatchObject({
      verdict: "right",
      kinks: 0,
    });
  });

  test("a convolution's window choice that changes elsewhere does not hide an error here", () => {
    const x = [0.3, 0.30001, -2, 1, 0.2, 0.1, 0.4, 0.8, 1.2];
    const build = (t: Tensor) => op.maxPool2d(t, { kernel: 2, strides: 1 });
    expect(check([1, 1, 3, 3], x, build).tensors[0]).toMatchObject({ verdict: "right", kinks: 0 });
  });
});

/** The operations that tell the smooth pieces of another one apart in its gradient. */
const DISCRETE = new Set(["isPositive", "sign", "equal", "greater", "greaterOrEqual", "less", "floor"]);

test("every operation whose gradient asks which piece it is on is known to have kinks", () => {
  const unknown = new Set<string>();
  for (const sample of operationSamples) {
    const { inputs, output } = buildSample(sample, "float64");
    const wrt = inputs.filter(({ dtype }) => dtype === "float64");
    if (!isFloat(output.dtype) || wrt.length === 0) continue;
    const rule = allOperations().find(({ name }) => name === sample.operation)?.gradient;
    if (rule === undefined || output.operation !== sample.operation) continue;
    const asked = topologicalOrder(gradients(output, wrt)).some(
      (node) => DISCRETE.has(node.operation) && node.inputs.some((from) => isFloat(from.dtype)),
    );
    if (asked && !hasBranches(sample.operation)) unknown.add(sample.operation);
  }
  expect([...unknown]).toEqual([]);
});
