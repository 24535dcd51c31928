import { expect, test } from "vitest";
import { evaluateGraph } from "../runtime/reference.ts";
import { gradients } from "./differentiate.ts";
import type { ReferenceArray } from "./operation.ts";
import * as op from "./operations/index.ts";
import { simplify } from "./simplify.ts";
import { BATCH, type Tensor } from "./tensor.ts";
import { topologicalOrder } from "./traverse.ts";

const x = op.input("x", { dtype: "float64", shape: [BATCH, 3] });
const y = op.input("y", { dtype: "float64", shape: [BATCH, 3] });
const s = op.input("s", { dtype: "float64", shape: [] });
const bias = op.input("bias", { dtype: "float64", shape: [1, 2] });
const feeds = new Map<string, ReferenceArray>([
  ["x", { dtype: "float64", shape: [2, 3], data: Float64Array.of(1, -2, 3, 0.1, 5, -0.7) }],
  ["y", { dtype: "float64", shape: [2, 3], data: Float64Array.of(0.3, 2, -3, 4, 0.6, 9) }],
  ["bias", { dtype: "float64", shape: [1, 2], data: Float64Array.of(0.4, -1.1) }],
  ["s", { dtype: "float64", shape: [], data: Float64Array.of(1.7) }],
]);

const operations = (outputs: readonly Tensor[]) =>
  topologicalOrder(outputs)
    .map((node) => node.operation)
    .filter((name) => name !== "input" && name !== "constant");

/** The operations left after simplification, which must not change a bit. */
function left(tensor: Tensor): string[] {
  const smaller = simplify([tensor]);
  const values = (tensors: readonly Tensor[]) => evaluateGraph(tensors, feeds, { batchSize: 2 });
  expect(values(smaller)).toEqual(values([tensor]));
  return operations(smaller);
}

test.each<[string, Tensor, string[]]>([
  ["nothing for x + 0", op.add(x, op.scalar(0, "float64")), []],
  ["one of two equal parts", op.multiply(op.exp(x), op.exp(x)), ["exp", "multiply"]],
  ["no repetition that arithmetic does itself", op.multiply(x, op.broadcastTo(s, [BATCH, 3])), ["multiply"]],
  [
    "a bias next to the matrix product that it is added to",
    op.add(op.reshape(op.matMul(op.reshape(x, [-3, 1]), op.exp(bias)), [BATCH, 3, 2]), op.reshape(bias, [2])),
    ["reshape", "exp", "matMul", "reshape", "add", "reshape"],
  ],
  [
    "one repetition after the arithmetic on what is repeated",
    op.add(op.exp(op.broadcastTo(s, [BATCH, 3])), op.broadcastTo(s, [BATCH, 3])),
    ["exp", "add", "broadcastTo"],
  ],
  ["one change of shape for two", op.reshape(op.reshape(x, [3 * BATCH]), [3, BATCH]), ["reshape"]],
  [
    "no repetition of a number by way of another shape",
    op.multiply(x, op.reshape(op.broadcastTo(s, [3 * BATCH]), [BATCH, 3])),
    ["multiply"],
  ],
  [
    "a difference for the sum with a negated value",
    op.add(x, op.multiply(op.negate(y), s)),
    ["multiply", "subtract"],
  ],
  ["nothing for a double negation", op.negate(op.multiply(op.negate(x), s)), ["multiply"]],
  [
    "the part for a slice of the whole",
    op.sliceAxis(op.concatenate([op.exp(x), y], 1), 1, { start: 3, end: 6 }),
    [],
  ],
  [
    "the whole where a slice takes of two parts",
    op.sliceAxis(op.concatenate([x, y], 1), 1, { start: 2, end: 6 }),
    ["concatenate", "slice"],
  ],
  [
    "the parts side by side for neighbours among zeros that are added",
    [0, 1, 2]
      .map((column) => op.exp(op.sliceAxis(x, 1, { start: column, end: column + 1 })))
      .map((part, column) => op.pad(part, { before: [0, column + 1], after: [0, 2 - column] }))
      .reduce((sum, part) => op.add(part, sum)),
    ["slice", "exp", "slice", "exp", "slice", "exp", "concatenate", "pad"],
  ],
  [
    "the sum where zeros overlap",
    op.add(op.pad(x, { before: [0, 1], after: [0, 3] }), op.pad(y, { before: [0, 2], after: [0, 2] })),
    ["pad", "pad", "add"],
  ],
])("leaves %s", (_, tensor, expected) => {
  expect(left(tensor)).toEqual(expected);
});

test("the gradient of a tensor that is used in slices is one concatenation", () => {
  const parts = [0, 1, 2].map((column) => op.sliceAxis(x, 1, { start: column, end: column + 1 }));
  const [gradient] = gradients(op.sum(op.multiply(parts[0], op.multiply(parts[1], parts[2]))), [x]);
  const names = left(gradient);
  expect(names.filter((name) => name === "concatenate")).toHaveLength(1);
  expect(names).not.toContain("pad");
});

test("the gradient of a mean cross-entropy is one subtraction and one product", () => {
  const classes = op.oneHot(op.constant("int32", [2], [2, 0]), 3, "float64");
  const logits = op.input("x", { dtype: "float64", shape: [2, 3] });
  const [gradient] = gradients(op.mean(op.crossEntropy(logits, classes)), [logits]);
  expect(left(gradient)).toEqual(["logSoftmax", "exp", "subtract", "multiply"]);
});
