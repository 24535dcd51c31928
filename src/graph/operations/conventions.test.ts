import { describe, expect, test } from "vitest";
import { TrainwellError } from "../../base/errors.ts";
import { evaluateGraph } from "../../runtime/reference.ts";
import { gradients } from "../differentiate.ts";
import { logSumExp, softmax } from "../functions.ts";
import { withinLayer } from "../operation.ts";
import { BATCH, type Tensor } from "../tensor.ts";
import * as op from "./index.ts";

const float = (shape: readonly number[], values: readonly number[]) => op.constant("float64", shape, values);
const numbers = (tensor: Tensor) => [...evaluateGraph([tensor], new Map())[0].data];
/** Zeros without a sign, whose sign says nothing here. */
const gradientOf = (output: Tensor, x: Tensor) =>
  numbers(gradients(output, [x])[0]).map((value) => value + 0);

describe("where two values tie", () => {
  const a = float([3], [1, 2, 5]);
  const b = float([3], [1, 3, 4]);

  test("maximum and minimum split the gradient in halves", () => {
    expect(gradientOf(op.maximum(a, b), a)).toEqual([0.5, 0, 1]);
    expect(gradientOf(op.maximum(a, b), b)).toEqual([0.5, 1, 0]);
    expect(gradientOf(op.minimum(a, b), a)).toEqual([0.5, 1, 0]);
  });

  test("max and min over axes split the gradient equally", () => {
    const x = float([2, 3], [4, 4, 1, 0, 7, 2]);
    expect(gradientOf(op.max(x, { axes: [1] }), x)).toEqual([0.5, 0.5, 0, 0, 1, 0]);
    expect(gradientOf(op.min(op.negate(x)), x)).toEqual([0, 0, 0, 0, -1, 0]);
  });

  test("relu has gradient 0 at 0, the absolute value too", () => {
    const x = float([3], [-1, 0, 1]);
    expect(gradientOf(op.relu(x), x)).toEqual([0, 0, 1]);
    expect(gradientOf(op.abs(x), x)).toEqual([-1, 0, 1]);
  });

  test.each([
    ["side by side", { kernel: 2 }],
    ["overlapping and padded", { kernel: 3, strides: 1, padding: 1 }],
  ])("max pooling on a plateau hands out each window's gradient once, %s", (_, options) => {
    const x = float([1, 1, 4, 4], new Array(16).fill(-3));
    const pooled = op.maxPool2d(x, options);
    const total = gradientOf(pooled, x).reduce((sum, value) => sum + value, 0);
    // A window of nine shares thirds and ninths, which round.
    expect(total).toBeCloseTo(numbers(pooled).length, 12);
  });

  test("max pooling of rectified values gives a window its gradient where it is positive, ties sharing it", () => {
    const x = float([1, 1, 2, 6], [-1, -2, 3, 3, 0, 0, -3, -1, 1, 2, -5, 0]);
    const pooled = op.maxPool2d(op.relu(x), { kernel: 2 });
    expect(numbers(pooled)).toEqual([0, 3, 0]);
    expect(gradientOf(pooled, x)).toEqual([0, 0, 0.5, 0.5, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  test("argMax takes the first", () => {
    expect(numbers(op.argMax(float([2, 3], [1, 5, 5, 2, 2, 2]), { axis: 1 }))).toEqual([1, 0]);
  });
});

test("stopGradient passes the value and no gradient", () => {
  const x = float([2], [3, 4]);
  expect(numbers(op.stopGradient(x))).toEqual([3, 4]);
  expect(gradientOf(op.multiply(x, op.stopGradient(x)), x)).toEqual([3, 4]);
});

test("one-hot rows have a one at their index", () => {
  expect(numbers(op.oneHot(op.constant("int32", [2], [2, 0]), 3))).toEqual([0, 0, 1, 1, 0, 0]);
});

describe("scores of any size", () => {
  const scores = float([2, 3], [1e4, -1e4, 0, 1e4, 1e4, 1e4]);

  test("softmax and its logarithm stay finite, and are each other's", () => {
    expect(numbers(softmax(scores))).toEqual([1, 0, 0, 1 / 3, 1 / 3, 1 / 3]);
    expect(numbers(op.logSoftmax(scores)).slice(0, 3)).toEqual([0, -2e4, -1e4]);
    expect(numbers(logSumExp(scores))).toEqual([1e4, 1e4 + Math.log(3)]);
  });

  test("the gradient of log-sum-exp is the softmax", () => {
    expect(gradientOf(logSumExp(scores), scores)).toEqual(numbers(softmax(scores)));
  });

  test("softplus has no overflow and gradient ½ at 0", () => {
    const x = float([3], [-1e4, 0, 1e4]);
    expect(numbers(op.softplus(x))).toEqual([0, Math.log(2), 1e4]);
    expect(gradientOf(op.softplus(x), x)).toEqual([0, 0.5, 1]);
  });
});

test("the error function agrees with the C library to 1e-15", () => {
  // From math.erf of Python 3, which is the C library's.
  const table = new Map([
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [1.999, 0.9953015566513705],
    [2, 0.9953222650189527],
    [3, 0.9999779095030014],
  ]);
  for (const [x, expected] of table) {
    expect(Math.abs(numbers(op.erf(float([], [x])))[0] - expected)).toBeLessThan(1e-15);
    expect(Math.abs(numbers(op.erf(float([], [-x])))[0] + expected)).toBeLessThan(1e-15);
  }
});

describe("a mismatch is reported when the graph is built", () => {
  const x = op.input("x", { dtype: "float32", shape: [BATCH, 3] });
  const double = op.input("y", { dtype: "float64", shape: [3] });
  const index = op.input("index", { dtype: "int32", shape: [BATCH] });

  test.each<[string, () => Tensor, RegExp]>([
    [
      "element types",
      () => op.add(x, double),
      /add: expected inputs of one element type, received float32\[batch, 3\], float64\[3\]/,
    ],
    [
      "shapes that do not broadcast",
      () => op.add(x, op.constant("float32", [2], [1, 2])),
      /expected shapes that broadcast/,
    ],
    ["two batch axes", () => op.matMul(x, x, { transposeB: true }), /at most one batch axis/],
    ["inner dimensions", () => op.matMul(x, x), /as many columns in the first as rows in the second/],
    ["logarithms of integers", () => op.log(index), /expected element type float32 or float64/],
    ["a reshape that loses elements", () => op.reshape(x, [BATCH, 4]), /as many elements as in \[-1,4\]/],
    ["a part of the batch", () => op.slice(x, [0, 0], [2, 3]), /the batch axis whole/],
    [
      "an end beyond the axis",
      () => op.sliceAxis(x, 1, { start: 1, end: 4 }),
      /0 ≤ start < end ≤ 3 on axis 1/,
    ],
    ["an axis that is not there", () => op.sum(x, { axes: [2] }), /an axis between -2 and 1 instead of 2/],
    ["float indices", () => op.gather(x, x), /expected element type int32 or int64/],
    ["channels", () => op.convolution2d(images(3), images(4)), /filters for 3 channels/],
    ["a kernel beyond the image", () => op.maxPool2d(images(1), { kernel: 9 }), /a kernel that fits/],
    [
      "padding as wide as the kernel",
      () => op.maxPool2d(images(1), { kernel: 2, padding: 2 }),
      /padding smaller than the kernel/,
    ],
  ])("%s", (_, build, message) => {
    expect(build).toThrow(message);
  });

  function images(channels: number): Tensor {
    return op.constant("float32", [1, channels, 4, 4], new Array(16 * channels).fill(0));
  }

  test("the message and the details name the layer", () => {
    let caught: unknown;
    try {
      withinLayer("dense-2", () => op.matMul(x, x));
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(TrainwellError);
    expect((caught as TrainwellError).message).toContain('layer "dense-2" (operation matMul)');
    expect((caught as TrainwellError).details).toMatchObject({ operation: "matMul", layer: "dense-2" });
  });

  test("an index outside the table is an error of the evaluation", () => {
    const table = float([2, 1], [5, 6]);
    expect(() => numbers(op.gather(table, op.constant("int32", [1], [2])))).toThrow(
      /indices from 0 to 1, received 2/,
    );
  });
});
