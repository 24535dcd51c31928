import { uniform } from "../../base/random.ts";
import { BATCH, type Shape, type Tensor } from "../tensor.ts";
import * as op from "./index.ts";
import {
  distinct,
  floats,
  integers,
  type OperationSample,
  ofOne,
  ofTwo,
  type SampleInput,
} from "./sample.samples.ts";

const sourceSamples: OperationSample[] = [
  ofOne("input", "a batch of rows", { x: floats([BATCH, 3]), build: (x) => x }),
  {
    operation: "constant",
    title: "a matrix",
    inputs: {},
    build: (_, precision) => op.constant(precision, [2, 3], [1, -2.5, 0, 4, 5.25, -6]),
  },
  {
    operation: "constant",
    title: "long integers",
    inputs: {},
    build: () => op.constant("int64", [2], [2 ** 40, -7]),
  },
];

const x: SampleInput = floats([BATCH, 2, 3]);

const shapeSamples: OperationSample[] = [
  ofOne("reshape", "axes joined with the batch", { x, build: (t) => op.reshape(t, [2 * BATCH, 3]) }),
  ofOne("reshape", "the batch moved inwards", { x, build: (t) => op.reshape(t, [3, BATCH, 2]) }),
  ofOne("reshape", "a number", { x: floats([1, 1]), build: (t) => op.reshape(t, []) }),
  ofOne("transpose", "a cycle of three axes", { x, build: (t) => op.transpose(t, [2, 0, 1]) }),
  ofOne("transpose", "all axes reversed", { x: floats([2, 3, 4]), build: (t) => op.transpose(t) }),
  ofOne("broadcastTo", "a row over a batch", {
    x: floats([3]),
    build: (t) => op.broadcastTo(t, [BATCH, 2, 3]),
  }),
  ofOne("broadcastTo", "an inner axis", {
    x: floats([BATCH, 1, 3]),
    build: (t) => op.broadcastTo(t, [BATCH, 4, 3]),
  }),
  ofOne("sumTo", "a batch to a row", { x, build: (t) => op.sumTo(t, [3]) }),
  ofOne("sumTo", "an inner axis", { x, build: (t) => op.sumTo(t, [BATCH, 1, 3]) }),
  ofOne("sumTo", "leading and inner axes", { x, build: (t) => op.sumTo(t, [2, 1]) }),
  ofOne("sumTo", "a number", { x, build: (t) => op.sumTo(t, []) }),
];

const sliceSamples: OperationSample[] = [
  ofOne("reverse", "a batch", { x, build: (t) => op.reverse(t, 0) }),
  ofOne("reverse", "an inner axis", { x, build: (t) => op.reverse(t, 1) }),
  ofOne("reverse", "the last axis of numbers", { x: floats([5]), build: (t) => op.reverse(t, -1) }),
  ofOne("slice", "a part", { x, build: (t) => op.slice(t, [0, 1, 0], [BATCH, 2, 2]) }),
  ofOne("slice", "every third", { x: floats([8, 7]), build: (t) => op.slice(t, [1, 0], [8, 7], [3, 2]) }),
  ofOne("slice", "one axis of a batch, strided", {
    x: floats([BATCH, 7]),
    build: (t) => op.sliceAxis(t, -1, { start: 2, end: 7, stride: 2 }),
  }),
  ofOne("pad", "before and after", { x, build: (t) => op.pad(t, { before: [0, 1, 0], after: [0, 0, 2] }) }),
  ofOne("pad", "between, with a value", {
    x: floats([BATCH, 3, 2]),
    build: (t) => op.pad(t, { before: [0, 0, 1], interior: [0, 2, 1], value: 7.5 }),
  }),
  ofTwo("concatenate", "the last axis of a batch", {
    a: floats([BATCH, 3]),
    b: floats([BATCH, 2]),
    build: (a, b) => op.concatenate([a, b, a], -1),
  }),
  ofTwo("concatenate", "stacked", {
    a: floats([2, 3]),
    b: floats([2, 3]),
    build: (a, b) => op.stack([a, b], 1),
  }),
];

/** Reductions of a tensor over one inner axis, over the batch, and over everything. */
function reductions(
  name: string,
  build: (x: Tensor, options?: op.ReduceOptions) => Tensor,
): OperationSample[] {
  const values = distinct([BATCH, 2, 3]);
  return [
    ofOne(name, "everything", { x: values, build: (t) => build(t) }),
    ofOne(name, "the batch", { x: values, build: (t) => build(t, { axes: [0] }) }),
    ofOne(name, "an inner axis, kept", {
      x: values,
      build: (t) => build(t, { axes: [1], keepDimensions: true }),
    }),
    ofOne(name, "the batch and the last axis", { x: values, build: (t) => build(t, { axes: [-1, 0] }) }),
  ];
}

const reduceSamples: OperationSample[] = [
  ...reductions("sum", op.sum),
  ...reductions("mean", op.mean),
  ...reductions("max", op.max),
  ...reductions("min", op.min),
  ofOne("sum", "integers", { x: integers([BATCH, 3], { to: 9 }), build: (t) => op.sum(t, { axes: [1] }) }),
  ofOne("max", "integers", { x: integers([BATCH, 3], { to: 9 }), build: (t) => op.max(t, { axes: [1] }) }),
  ofOne("countAlong", "twice the batch", {
    x: floats([2 * BATCH, 3]),
    build: (t) => op.countAlong(t, [0, 1]),
  }),
  ofOne("argMax", "the last axis", { x: distinct([BATCH, 4]), build: (t) => op.argMax(t, { axis: -1 }) }),
  ofOne("argMax", "ties go to the first, kept", {
    x: integers([BATCH, 6, 2], { to: 3, dtype: "int32" }),
    build: (t) => op.argMax(op.cast(t, "float32"), { axis: 1, keepDimensions: true }),
  }),
];

function products(
  title: string,
  shapes: { a: Shape; b: Shape },
  options?: { transposeA?: boolean; transposeB?: boolean },
) {
  return ofTwo("matMul", title, {
    a: floats(shapes.a),
    b: floats(shapes.b),
    build: (a, b) => op.matMul(a, b, options),
  });
}

const matMulSamples: OperationSample[] = [
  products("matrices", { a: [BATCH, 3], b: [3, 4] }),
  products("the first transposed, over the batch", { a: [BATCH, 3], b: [BATCH, 4] }, { transposeA: true }),
  products("the second transposed", { a: [BATCH, 3], b: [4, 3] }, { transposeB: true }),
  products("both transposed", { a: [3, 2], b: [4, 3] }, { transposeA: true, transposeB: true }),
  products("a stack by a matrix", { a: [BATCH, 2, 3], b: [3, 4] }),
  products("a stack by a transposed matrix", { a: [BATCH, 2, 3], b: [4, 3] }, { transposeB: true }),
  products("a transposed stack by a matrix", { a: [BATCH, 3, 2], b: [3, 4] }, { transposeA: true }),
  products("stacks", { a: [BATCH, 2, 3], b: [BATCH, 3, 2] }),
  products("stacks, the second transposed", { a: [BATCH, 2, 3], b: [BATCH, 4, 3] }, { transposeB: true }),
  products(
    "stacks, both transposed",
    { a: [BATCH, 3, 2], b: [BATCH, 4, 3] },
    { transposeA: true, transposeB: true },
  ),
  products("stacks that broadcast", { a: [BATCH, 1, 2, 3], b: [2, 3, 2] }),
  products("a matrix by a stack", { a: [2, 3], b: [BATCH, 3, 2] }),
];

const indexSamples: OperationSample[] = (["int32", "int64"] as const).flatMap((dtype) => [
  ofTwo("gather", `rows, some twice, ${dtype}`, {
    a: floats([4, 3]),
    b: integers([BATCH, 2], { to: 4, dtype }),
    build: op.gather,
  }),
  ofTwo("scatterAdd", `rows, some twice, ${dtype}`, {
    a: floats([BATCH, 2, 3]),
    b: integers([BATCH, 2], { to: 4, dtype }),
    build: (updates, indices) => op.scatterAdd(updates, indices, { rows: 4 }),
  }),
]);

const softmaxSamples: OperationSample[] = [
  ofOne("softmax", "rows", { x: floats([BATCH, 4]), build: (t) => op.softmax(t) }),
  ofOne("softmax", "an inner axis", { x, build: (t) => op.softmax(t, { axis: 1 }) }),
  ofOne("logSoftmax", "rows", { x: floats([BATCH, 4]), build: (t) => op.logSoftmax(t) }),
  ofOne("logSoftmax", "an inner axis", { x, build: (t) => op.logSoftmax(t, { axis: 1 }) }),
  {
    operation: "crossEntropy",
    title: "classes",
    inputs: { a: floats([BATCH, 4]), b: integers([BATCH], { to: 4 }) },
    build: ({ a, b }, precision) => op.crossEntropy(a, op.oneHot(b, 4, precision)),
  },
  {
    operation: "crossEntropy",
    title: "probabilities, of one example",
    inputs: { a: floats([3]) },
    build: ({ a }, precision) => op.crossEntropy(a, op.constant(precision, [3], [0.5, 0.25, 0.25])),
  },
];

const moreIndexSamples: OperationSample[] = [
  ofTwo("gather", "from a batch", { a: floats([BATCH, 2]), b: integers([3], { to: 5 }), build: op.gather }),
  ofTwo("gather", "numbers of a vector", {
    a: floats([6]),
    b: integers([BATCH], { to: 6 }),
    build: op.gather,
  }),
  ofTwo("scatterAdd", "into a batch", {
    a: floats([3, 2]),
    b: integers([3], { to: 5 }),
    build: (updates, indices) => op.scatterAdd(updates, indices, { rows: BATCH }),
  }),
];

const key: SampleInput = { dtype: "uint32", shape: [], values: (_, seed) => Float64Array.of(seed) };

/** The bound is of float32, whatever the precision of the sample. */
const bound: SampleInput = {
  dtype: "float32",
  shape: [],
  values: (_, seed) => Float64Array.of(Math.fround(uniform(seed, 0))),
};

function ofMask(title: string, shape: Shape): OperationSample {
  return ofTwo("counterMask", title, { a: key, b: bound, build: (a, b) => op.counterMask(a, b, shape) });
}

const randomSamples: OperationSample[] = [
  ofOne("counterUniform", "a batch", { x: key, build: (t) => op.counterUniform(t, [BATCH, 7]) }),
  ofOne("counterUniform", "a vector", { x: key, build: (t) => op.counterUniform(t, [1000]) }),
  ofOne("counterUniform", "images", { x: key, build: (t) => op.counterUniform(t, [2, BATCH, 3, 3]) }),
  ofOne("counterUniform", "a number", { x: key, build: (t) => op.counterUniform(t, []) }),
  ofMask("a batch", [BATCH, 70]),
  ofMask("a vector", [1000]),
  ofMask("images", [2, BATCH, 3, 3]),
  ofMask("a number", []),
];

/** Operations on whole arrays. */
export const arraySamples: readonly OperationSample[] = [
  ...sourceSamples,
  ...shapeSamples,
  ...sliceSamples,
  ...reduceSamples,
  ...matMulSamples,
  ...indexSamples,
  ...softmaxSamples,
  ...moreIndexSamples,
  ...randomSamples,
];
