import { apply, defineOperation, type Emitter, type Operation } from "../operation.ts";
import { type DType, type Shape, sizeOf, type Tensor, type TensorType } from "../tensor.ts";
import { divide, multiply } from "./arithmetic.ts";
import { equal } from "./comparisons.ts";
import { cast } from "./convert.ts";
import { FLOATS, NUMBERS, normalizeAxis, ONNX_DTYPES, requireDtype } from "./rules.ts";
import { broadcastTo, isColumnSum, lowerSum, reshape } from "./shape.ts";
import { scalar } from "./source.ts";
import { broadcastStrides, offsetsOf } from "./strides.ts";

type ReduceAttributes = { readonly axes: readonly number[]; readonly keepDimensions: boolean };
type AxisAttributes = { readonly axis: number; readonly keepDimensions: boolean };

/** Over which axes to reduce, and what becomes of them. */
export interface ReduceOptions {
  /** Negative ones count from the end; all by default. */
  readonly axes?: readonly number[];
  /** Whether the axes stay, of size 1; false by default. */
  readonly keepDimensions?: boolean;
}

function keptShape(shape: Shape, axes: readonly number[]): Shape {
  return shape.map((dimension, axis) => (axes.includes(axis) ? 1 : dimension));
}

function reducedShape(shape: Shape, { axes, keepDimensions }: ReduceAttributes): Shape {
  return keepDimensions ? keptShape(shape, axes) : shape.filter((_, axis) => !axes.includes(axis));
}

/** For each element of `shape`, the element of the reduction that it belongs to. */
function groupsOf(shape: readonly number[], axes: readonly number[]): Int32Array {
  return offsetsOf(shape, broadcastStrides(keptShape(shape, axes), shape));
}

function defineReduction(description: {
  name: string;
  onnx: string;
  dtypes: readonly DType[];
  start: number;
  combine: (sofar: number, value: number, count: number) => number;
  gradient: NonNullable<Operation<ReduceAttributes>["gradient"]>;
}): (x: Tensor, options?: ReduceOptions) => Tensor {
  const { name, onnx, dtypes, start, combine, gradient } = description;
  const operation = defineOperation<ReduceAttributes>({
    name,
    infer: ([x], attributes) => ({
      dtype: requireDtype(name, [x], dtypes),
      shape: reducedShape(x.shape, attributes),
    }),
    gradient,
    lower: (emitter, [value], { inputs: [x], attributes: { axes, keepDimensions } }) => {
      if (onnx === "ReduceSum") return lowerSum(emitter, value, { x, axes, keepDimensions });
      if (onnx === "ReduceMean") return lowerMean(emitter, value, { x, axes, keepDimensions });
      return emitter.node(onnx, [value, emitter.constant("int64", [axes.length], axes)], {
        keepdims: { int: keepDimensions ? 1 : 0 },
      });
    },
    evaluate: ([x], { axes }, { shape }) => {
      const result = new Float64Array(sizeOf(shape)).fill(start);
      const groups = groupsOf(x.shape, axes);
      const count = x.data.length / result.length;
      x.data.forEach((value, position) => {
        result[groups[position]] = combine(result[groups[position]], value, count);
      });
      return result;
    },
  });
  return (x, options = {}) => {
    const axes = (options.axes ?? x.shape.map((_, axis) => axis)).map((axis) => normalizeAxis(name, axis, x));
    if (axes.length === 0) return x;
    const sorted = [...new Set(axes)].sort((a, b) => a - b);
    return apply(operation, [x], { axes: sorted, keepDimensions: options.keepDimensions ?? false });
  };
}

/** The gradient of a reduction's output, repeated over the reduced axes. */
function spreadBack(x: Tensor, axes: readonly number[], outputGradient: Tensor): Tensor {
  return broadcastTo(reshape(outputGradient, keptShape(x.shape, axes)), x.shape);
}

/** The sum of `x` over axes, all by default. */
export const sum = defineReduction({
  name: "sum",
  onnx: "ReduceSum",
  dtypes: NUMBERS,
  start: 0,
  combine: (sofar, value) => sofar + value,
  gradient: ({ inputs: [x], attributes: { axes }, outputGradient }) => [spreadBack(x, axes, outputGradient)],
});

/** Writes the number of elements that a reduction of `x` over `axes` joins, as a scalar. */
function lowerCount(emitter: Emitter, x: TensorType, axes: readonly number[]): string {
  const count = sizeOf(axes.map((axis) => x.shape[axis]));
  if (count > 0) return emitter.constant(x.dtype, [], [count]);
  const scalarShape = emitter.constant("int64", [0], []);
  const converted = emitter.node("Cast", [emitter.shape([count])], { to: { int: ONNX_DTYPES[x.dtype] } });
  return emitter.node("Reshape", [converted, scalarShape]);
}

/** Writes a mean over axes. */
export function lowerMean(
  emitter: Emitter,
  value: string,
  reduction: { x: TensorType; axes: readonly number[]; keepDimensions: boolean },
): string {
  const { x, axes, keepDimensions } = reduction;
  if (isColumnSum(emitter, x, axes))
    return emitter.node("Div", [lowerSum(emitter, value, reduction), lowerCount(emitter, x, axes)]);
  return emitter.node("ReduceMean", [value, emitter.constant("int64", [axes.length], axes)], {
    keepdims: { int: keepDimensions ? 1 : 0 },
  });
}

const countOperation = defineOperation<{ readonly axes: readonly number[] }>({
  name: "countAlong",
  infer: ([x]) => ({ dtype: requireDtype("countAlong", [x], FLOATS), shape: [] }),
  lower: (emitter, _, { inputs: [x], attributes: { axes } }) => lowerCount(emitter, x, axes),
  evaluate: ([x], { axes }) => Float64Array.of(axes.reduce((product, axis) => product * x.shape[axis], 1)),
});

/**
 * How many elements a reduction over `axes` joins, as a float scalar: known only at run time over the batch
 * axis.
 *
 * @param x floats of any shape.
 */
export function countAlong(x: Tensor, axes: readonly number[]): Tensor {
  const count = sizeOf(axes.map((axis) => x.shape[normalizeAxis("countAlong", axis, x)]));
  if (count > 0) return scalar(count, x.dtype);
  return apply(countOperation, [x], { axes: axes.map((axis) => normalizeAxis("countAlong", axis, x)) });
}

/**
 * The mean of floats `x` over axes, all by default; over the batch axis, divided by the size of the batch at
 * hand.
 */
export const mean = defineReduction({
  name: "mean",
  onnx: "ReduceMean",
  dtypes: FLOATS,
  start: 0,
  combine: (sofar, value, count) => sofar + value / count,
  gradient: ({ inputs: [x], attributes: { axes }, outputGradient }) => [
    spreadBack(x, axes, divide(outputGradient, countAlong(x, axes))),
  ],
});

/** The gradient of an extreme goes to the elements that attain it, in equal shares, as `torch.amax` does. */
const extremeGradient: NonNullable<Operation<ReduceAttributes>["gradient"]> = (context) => {
  const { inputs, attributes, output, outputGradient } = context;
  const [x] = inputs;
  const kept = keptShape(x.shape, attributes.axes);
  const attains = cast(equal(x, reshape(output, kept)), x.dtype);
  const ties = sum(attains, { axes: attributes.axes, keepDimensions: true });
  return [multiply(attains, divide(reshape(outputGradient, kept), ties))];
};

/**
 * The greatest element of `x` over axes, all by default. Elements that tie share the gradient equally, as in
 * `torch.amax`.
 */
export const max = defineReduction({
  name: "max",
  onnx: "ReduceMax",
  dtypes: NUMBERS,
  start: Number.NEGATIVE_INFINITY,
  combine: (sofar, value) => Math.max(sofar, value),
  gradient: extremeGradient,
});

/**
 * The smallest element of `x` over axes, all by default. Elements that tie share the gradient equally, as in
 * `torch.amin`.
 */
export const min = defineReduction({
  name: "min",
  onnx: "ReduceMin",
  dtypes: NUMBERS,
  start: Number.POSITIVE_INFINITY,
  combine: (sofar, value) => Math.min(sofar, value),
  gradient: extremeGradient,
});

function inferArgMax([x]: readonly TensorType[], { axis, keepDimensions }: AxisAttributes): TensorType {
  requireDtype("argMax", [x], NUMBERS);
  return { dtype: "int32", shape: reducedShape(x.shape, { axes: [axis], keepDimensions }) };
}

const argMaxOperation = defineOperation<AxisAttributes>({
  name: "argMax",
  infer: inferArgMax,
  lower: (emitter, [x], { attributes: { axis, keepDimensions } }) => {
    const index = emitter.node("ArgMax", [x], {
      axis: { int: axis },
      keepdims: { int: keepDimensions ? 1 : 0 },
    });
    return emitter.node("Cast", [index], { to: { int: ONNX_DTYPES.int32 } });
  },
  evaluate: ([x], { axis }, { shape }) => {
    const best = new Float64Array(sizeOf(shape)).fill(Number.NEGATIVE_INFINITY);
    const result = new Float64Array(best.length);
    const groups = groupsOf(x.shape, [axis]);
    const stride = x.shape.slice(axis + 1).reduce((product, dimension) => product * dimension, 1);
    x.data.forEach((value, position) => {
      if (value <= best[groups[position]]) return;
      best[groups[position]] = value;
      result[groups[position]] = Math.floor(position / stride) % x.shape[axis];
    });
    return result;
  },
});

/**
 * Where along an axis the greatest element is, the first of several: int32.
 *
 * @param x numbers of any shape.
 * @param options `axis` counts from 0, or from the end where negative, and is not the batch axis;
 *   `keepDimensions` keeps it, of size 1 (false by default).
 */
export function argMax(x: Tensor, options: { axis: number; keepDimensions?: boolean }): Tensor {
  const axis = normalizeAxis("argMax", options.axis, x);
  return apply(argMaxOperation, [x], { axis, keepDimensions: options.keepDimensions ?? false });
}
