import { apply, defineOperation, type Emitter, shapeError } from "../operation.ts";
import { isFloat, type Shape, sameShape, sizeOf, type Tensor, type TensorType } from "../tensor.ts";
import { broadcastShapes, FLOATS, INTEGERS, requireDtype, requireShape } from "./rules.ts";
import { broadcastStrides, offsetsOf, rowMajorStrides, take } from "./strides.ts";

type ShapeAttributes = { readonly shape: Shape };
type PermutationAttributes = { readonly permutation: readonly number[] };

/**
 * Writes a Reshape. The one dynamic dimension is left to ONNX (−1), so that the batch size need not be
 * computed.
 */
export function lowerReshape(emitter: Emitter, value: string, shape: Shape): string {
  const dimensions = shape.map((dimension) => (dimension < 0 ? -1 : dimension));
  return emitter.node("Reshape", [value, emitter.sizes(dimensions)]);
}

const reshapeOperation = defineOperation<ShapeAttributes>({
  name: "reshape",
  infer: ([x], { shape }) => {
    requireShape("reshape", shape, [x]);
    if (sizeOf(shape) !== sizeOf(x.shape))
      throw shapeError("reshape", `as many elements as in [${shape}]`, [x]);
    return { dtype: x.dtype, shape };
  },
  gradient: ({ inputs: [x], outputGradient }) => [reshape(outputGradient, x.shape)],
  lower: (emitter, [x], { attributes }) => lowerReshape(emitter, x, attributes.shape),
  evaluate: ([x]) => x.data,
});

const transposeOperation = defineOperation<PermutationAttributes>({
  name: "transpose",
  infer: ([x], { permutation }) => {
    const sorted = [...permutation].sort((a, b) => a - b);
    if (sorted.length !== x.shape.length || sorted.some((axis, position) => axis !== position))
      throw shapeError(
        "transpose",
        `a permutation of its ${x.shape.length} axes instead of [${permutation}]`,
        [x],
      );
    return { dtype: x.dtype, shape: permutation.map((axis) => x.shape[axis]) };
  },
  gradient: ({ attributes: { permutation }, outputGradient }) => [
    transpose(
      outputGradient,
      permutation.map((_, axis) => permutation.indexOf(axis)),
    ),
  ],
  lower: (emitter, [x], { attributes }) =>
    emitter.node("Transpose", [x], { perm: { ints: attributes.permutation } }),
  evaluate: ([x], { permutation }, { shape }) => {
    const strides = rowMajorStrides(x.shape);
    return take(
      x.data,
      offsetsOf(
        shape,
        permutation.map((axis) => strides[axis]),
      ),
    );
  },
});

function requireBroadcast(
  operation: string,
  small: Shape,
  large: { shape: Shape; inputs: readonly TensorType[] },
): void {
  const together = broadcastShapes(operation, large.inputs, [small, large.shape]);
  if (!sameShape(together, large.shape))
    throw shapeError(operation, `shapes of which [${small}] broadcasts to [${large.shape}]`, large.inputs);
}

const broadcastOperation = defineOperation<ShapeAttributes>({
  name: "broadcastTo",
  infer: ([x], { shape }) => {
    requireBroadcast("broadcastTo", x.shape, { shape, inputs: [x] });
    return { dtype: x.dtype, shape };
  },
  gradient: ({ inputs: [x], outputGradient }) => [sumTo(outputGradient, x.shape)],
  lower: (emitter, [x], { attributes }) => emitter.node("Expand", [x, emitter.shape(attributes.shape)]),
  evaluate: ([x], _, { shape }) => take(x.data, offsetsOf(shape, broadcastStrides(x.shape, shape))),
});

/** Whether summing over these axes sums the columns of a matrix, and a product with ones can do it. */
export function isColumnSum(emitter: Emitter, x: TensorType, axes: readonly number[]): boolean {
  return emitter.device === "cpu" && isFloat(x.dtype) && x.shape.length === 2 && axes.join() === "0";
}

/**
 * Writes a sum over axes. The columns of a matrix are summed by a product with a row of ones: over as many
 * rows as a batch has, ONNX Runtime's product is several times faster than its ReduceSum over the first axis,
 * and with two threads twenty times. (Over the thousands of rows that a stack of matrices has, ReduceSum is
 * as fast.)
 */
export function lowerSum(
  emitter: Emitter,
  value: string,
  { x, axes, keepDimensions }: { x: TensorType; axes: readonly number[]; keepDimensions: boolean },
): string {
  if (!isColumnSum(emitter, x, axes)) {
    return emitter.node("ReduceSum", [value, emitter.constant("int64", [axes.length], axes)], {
      keepdims: { int: keepDimensions ? 1 : 0 },
    });
  }
  const one = emitter.constant(x.dtype, [], [1]);
  const row = keepDimensions ? [1, x.shape[0]] : [x.shape[0]];
  return emitter.node("MatMul", [emitter.node("Expand", [one, emitter.shape(row)]), value]);
}

/** The axes of `from` over which one sums to undo a broadcast from `to`. */
function repeatedAxes(from: Shape, to: Shape): number[] {
  const missing = from.length - to.length;
  return from
    .map((_, axis) => axis)
    .filter((axis) => axis < missing || (to[axis - missing] === 1 && from[axis] !== 1));
}

const sumToOperation = defineOperation<ShapeAttributes>({
  name: "sumTo",
  infer: ([x], { shape }) => {
    const dtype = requireDtype("sumTo", [x], [...FLOATS, ...INTEGERS]);
    requireBroadcast("sumTo", shape, { shape: x.shape, inputs: [x] });
    return { dtype, shape };
  },
  gradient: ({ inputs: [x], outputGradient }) => [broadcastTo(outputGradient, x.shape)],
  lower: (emitter, [value], { inputs: [x], attributes: { shape: to } }) => {
    const axes = repeatedAxes(x.shape, to);
    const missing = x.shape.length - to.length;
    const kept = x.shape.length - axes.length === to.length;
    if (kept) return lowerSum(emitter, value, { x, axes, keepDimensions: false });
    const summed = lowerSum(emitter, value, { x, axes, keepDimensions: missing === 0 });
    return missing === 0 ? summed : lowerReshape(emitter, summed, to);
  },
  evaluate: ([x], _, { shape }) => {
    const result = new Float64Array(sizeOf(shape));
    const offsets = offsetsOf(x.shape, broadcastStrides(shape, x.shape));
    x.data.forEach((value, position) => {
      result[offsets[position]] += value;
    });
    return result;
  },
});

/** The elements of `x` in another shape of the same size; the gradient is reshaped back. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  return sameShape(x.shape, shape) ? x : apply(reshapeOperation, [x], { shape });
}

/**
 * The axes in another order: axis i of the result is axis permutation[i] of `x`. Without a permutation,
 * reversed.
 */
export function transpose(
  x: Tensor,
  permutation: readonly number[] = x.shape.map((_, axis) => axis).reverse(),
): Tensor {
  const unchanged =
    permutation.length === x.shape.length && permutation.every((axis, position) => axis === position);
  return unchanged ? x : apply(transposeOperation, [x], { permutation });
}

/** `x` repeated to fill a shape, by numpy's rules. The gradient is {@link sumTo}. */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  return sameShape(x.shape, shape) ? x : apply(broadcastOperation, [x], { shape });
}

/**
 * The sum over the axes along which `shape` would be repeated to fill `x`: the adjoint of
 * {@link broadcastTo}.
 */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  return sameShape(x.shape, shape) ? x : apply(sumToOperation, [x], { shape });
}

/** All axes of `x` but the first as one: [batch, …] becomes [batch, n]. */
export function flatten(x: Tensor): Tensor {
  return reshape(x, [x.shape[0], sizeOf(x.shape.slice(1))]);
}
