import { apply, defineOperation, type Emitter, shapeError } from "../operation.ts";
import { type Shape, sameShape, type Tensor, type TensorType } from "../tensor.ts";
import { normalizeAxis, requireDtype } from "./rules.ts";
import { lowerReshape, reshape } from "./shape.ts";
import { offsetsOf, rowMajorStrides, take } from "./strides.ts";

type SliceAttributes = {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly strides: readonly number[];
};
type PadAttributes = {
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly interior: readonly number[];
  readonly value: number;
};
type ConcatenateAttributes = { readonly axis: number };

/** The axes that a slice changes; the batch axis is never among them. */
function slicedAxes(shape: Shape, { starts, ends, strides }: SliceAttributes): number[] {
  return shape
    .map((_, axis) => axis)
    .filter((axis) => starts[axis] !== 0 || ends[axis] !== shape[axis] || strides[axis] !== 1);
}

function inferSlice([x]: readonly TensorType[], attributes: SliceAttributes): TensorType {
  const { starts, ends, strides } = attributes;
  if ([starts, ends, strides].some((list) => list.length !== x.shape.length))
    throw shapeError("slice", `a start, end and stride for each of its ${x.shape.length} axes`, [x]);
  for (const axis of slicedAxes(x.shape, attributes)) {
    const [start, end, size] = [starts[axis], ends[axis], x.shape[axis]];
    if (size < 0)
      throw shapeError(
        "slice",
        "the batch axis whole",
        [x],
        "Give start 0 and end BATCH along the batch axis.",
      );
    if (!(start >= 0 && start < end && end <= size && strides[axis] >= 1))
      throw shapeError("slice", `0 ≤ start < end ≤ ${size} on axis ${axis} instead of ${start} to ${end}`, [
        x,
      ]);
  }
  const shape = x.shape.map((size, axis) =>
    size < 0 ? size : Math.ceil((ends[axis] - starts[axis]) / strides[axis]),
  );
  return { dtype: x.dtype, shape };
}

const sliceOperation = defineOperation<SliceAttributes>({
  name: "slice",
  infer: inferSlice,
  gradient: ({ inputs: [x], attributes: { starts, strides }, output, outputGradient }) => {
    const last = (axis: number) => starts[axis] + (output.shape[axis] - 1) * strides[axis];
    return [
      pad(outputGradient, {
        before: starts,
        after: x.shape.map((size, axis) => (size < 0 ? 0 : size - 1 - last(axis))),
        interior: strides.map((stride) => stride - 1),
      }),
    ];
  },
  lower: (emitter, [x], { inputs: [{ shape }], attributes }) => {
    const axes = slicedAxes(shape, attributes);
    const list = (values: readonly number[]) => emitter.sizes(axes.map((axis) => values[axis]));
    const { starts, ends, strides } = attributes;
    const bounds = [list(starts), list(ends), emitter.constant("int64", [axes.length], axes)];
    const strided = axes.some((axis) => strides[axis] !== 1);
    const steps = axes.map((axis) => strides[axis]);
    return emitter.node("Slice", [
      x,
      ...bounds,
      ...(strided ? [emitter.constant("int64", [steps.length], steps)] : []),
    ]);
  },
  evaluate: ([x], { starts, strides }, { shape }) => {
    const own = rowMajorStrides(x.shape);
    const base = own.reduce((sum, stride, axis) => sum + stride * starts[axis], 0);
    return take(
      x.data,
      offsetsOf(
        shape,
        own.map((stride, axis) => stride * strides[axis]),
        base,
      ),
    );
  },
});

function inferPad([x]: readonly TensorType[], { before, after, interior }: PadAttributes): TensorType {
  if ([before, after, interior].some((list) => list.length !== x.shape.length))
    throw shapeError("pad", `a width for each of its ${x.shape.length} axes`, [x]);
  const shape = x.shape.map((size, axis) => {
    const widths = [before[axis], after[axis], interior[axis]];
    if (!widths.every((width) => Number.isInteger(width) && width >= 0))
      throw shapeError("pad", `widths of 0 or more on axis ${axis}`, [x]);
    if (size < 0 && widths.some((width) => width !== 0))
      throw shapeError("pad", "no padding of the batch axis", [x]);
    return size < 0 ? size : before[axis] + size + (size - 1) * interior[axis] + after[axis];
  });
  return { dtype: x.dtype, shape };
}

/** Puts `interior` copies of the value behind each element of one axis, by way of a new axis. */
function lowerInterior(
  emitter: Emitter,
  x: string,
  at: { shape: number[]; axis: number; interior: number; value: string },
) {
  const { shape, axis, interior, value } = at;
  const rank = shape.length;
  const split = lowerReshape(emitter, x, [...shape.slice(0, axis + 1), 1, ...shape.slice(axis + 1)]);
  const pads = new Array(2 * (rank + 1)).fill(0);
  pads[rank + 1 + axis + 1] = interior;
  const padded = emitter.node("Pad", [split, emitter.constant("int64", [pads.length], pads), value]);
  shape[axis] *= interior + 1;
  return lowerReshape(emitter, padded, shape);
}

const padOperation = defineOperation<PadAttributes>({
  name: "pad",
  infer: inferPad,
  gradient: ({ attributes: { before, after, interior }, output, outputGradient }) => [
    slice(
      outputGradient,
      before,
      output.shape.map((size, axis) => (size < 0 ? size : size - after[axis])),
      interior.map((width) => width + 1),
    ),
  ],
  lower: (emitter, [x], { inputs: [{ dtype, shape }], attributes: { before, after, interior, value } }) => {
    const filling = emitter.constant(dtype, [], [value]);
    const sizes = [...shape];
    let spaced = x;
    interior.forEach((width, axis) => {
      if (width > 0)
        spaced = lowerInterior(emitter, spaced, { shape: sizes, axis, interior: width, value: filling });
    });
    // The copies behind the last element are too many: a negative pad would trim them, but not every provider
    // has it.
    const axes = interior.flatMap((width, axis) => (width > 0 ? [axis] : []));
    if (axes.length > 0) {
      const list = (values: readonly number[]) => emitter.constant("int64", [values.length], values);
      const ends = axes.map((axis) => sizes[axis] - interior[axis]);
      spaced = emitter.node("Slice", [spaced, list(axes.map(() => 0)), emitter.sizes(ends), list(axes)]);
    }
    if ([...before, ...after].every((width) => width === 0)) return spaced;
    const pads = [...before, ...after];
    return emitter.node("Pad", [spaced, emitter.sizes(pads), filling]);
  },
  evaluate: ([x], { before, interior, value }, { shape }) => {
    const own = rowMajorStrides(shape);
    const base = own.reduce((sum, stride, axis) => sum + stride * before[axis], 0);
    const offsets = offsetsOf(
      x.shape,
      own.map((stride, axis) => stride * (interior[axis] + 1)),
      base,
    );
    const result = new Float64Array(shape.reduce((product, size) => product * size, 1)).fill(value);
    x.data.forEach((element, position) => {
      result[offsets[position]] = element;
    });
    return result;
  },
});

const concatenateOperation = defineOperation<ConcatenateAttributes>({
  name: "concatenate",
  infer: (inputs, { axis }) => {
    requireDtype("concatenate", inputs, [inputs[0].dtype]);
    const rest = (shape: Shape) => shape.filter((_, other) => other !== axis);
    if (
      !inputs.every((input) => sameShape(rest(input.shape), rest(inputs[0].shape)) && input.shape[axis] > 0)
    )
      throw shapeError(
        "concatenate",
        `shapes that are static along axis ${axis} and equal along the others`,
        inputs,
      );
    const total = inputs.reduce((sum, input) => sum + input.shape[axis], 0);
    return {
      dtype: inputs[0].dtype,
      shape: inputs[0].shape.map((size, other) => (other === axis ? total : size)),
    };
  },
  gradient: ({ inputs, attributes: { axis }, outputGradient }) => {
    let end = 0;
    return inputs.map((input) => {
      end += input.shape[axis];
      const start = end - input.shape[axis];
      return sliceAxis(outputGradient, axis, { start, end });
    });
  },
  lower: (emitter, inputs, { attributes }) =>
    emitter.node("Concat", inputs, { axis: { int: attributes.axis } }),
  evaluate: (inputs, { axis }, { shape }) => {
    const own = rowMajorStrides(shape);
    const result = new Float64Array(shape.reduce((product, size) => product * size, 1));
    let start = 0;
    for (const input of inputs) {
      const offsets = offsetsOf(input.shape, own, start * own[axis]);
      input.data.forEach((value, position) => {
        result[offsets[position]] = value;
      });
      start += input.shape[axis];
    }
    return result;
  },
});

/**
 * The elements of `x` from `starts` up to but without `ends`, every `strides`-th, for each axis. The batch
 * axis stays whole: its start is 0 and its end the dimension itself (`BATCH`). The gradient is {@link pad}.
 *
 * @param strides whole numbers from 1, for each axis; 1 by default.
 */
export function slice(
  x: Tensor,
  starts: readonly number[],
  ends: readonly number[],
  strides: readonly number[] = starts.map(() => 1),
): Tensor {
  const whole =
    slicedAxes(x.shape, { starts, ends, strides }).length === 0 && starts.length === x.shape.length;
  return whole ? x : apply(sliceOperation, [x], { starts, ends, strides });
}

/**
 * A {@link slice} of `x` along one axis only.
 *
 * @param axis counts from 0, or from the end where negative; not the batch axis.
 * @param range from `start` up to but without `end`, counted from 0, every `stride`-th element (from 1; 1 by
 *   default).
 */
export function sliceAxis(
  x: Tensor,
  axis: number,
  range: { start: number; end: number; stride?: number },
): Tensor {
  const along = normalizeAxis("slice", axis, x);
  const at = (value: number, otherwise: readonly number[]) =>
    otherwise.map((other, position) => (position === along ? value : other));
  const zeros = x.shape.map(() => 0);
  const ones = x.shape.map(() => 1);
  return slice(x, at(range.start, zeros), at(range.end, x.shape), at(range.stride ?? 1, ones));
}

/**
 * `x` with a value around it: `before` and `after` each axis, and `interior` times between neighbours. The
 * gradient is {@link slice}.
 *
 * @param widths whole numbers from 0 for each axis: `before` (0 by default), `after` (0 by default) and
 *   `interior` (0 by default); `value` is a finite number, 0 by default.
 */
export function pad(
  x: Tensor,
  widths: {
    before?: readonly number[];
    after?: readonly number[];
    interior?: readonly number[];
    value?: number;
  },
): Tensor {
  const none = x.shape.map(() => 0);
  const { before = none, after = none, interior = none, value = 0 } = widths;
  const nothing = [before, after, interior].every((list) => list.every((width) => width === 0));
  return nothing ? x : apply(padOperation, [x], { before, after, interior, value });
}

/**
 * The tensors one after the other along an axis. The gradient is {@link slice}.
 *
 * @param tensors at least one, of the same sizes along all other axes.
 * @param axis counts from 0, or from the end where negative; not the batch axis.
 * @throws TrainwellError `shape-mismatch` without a tensor, or for shapes that do not fit.
 */
export function concatenate(tensors: readonly Tensor[], axis: number): Tensor {
  if (tensors.length === 1) return tensors[0];
  if (tensors.length === 0) throw shapeError("concatenate", "at least one tensor", []);
  return apply(concatenateOperation, tensors, { axis: normalizeAxis("concatenate", axis, tensors[0]) });
}

/**
 * Tensors of one shape as the slices along a new axis.
 *
 * @param tensors at least one.
 * @param axis of the result: counts from 0, or from the end where negative; 0 by default.
 * @throws TrainwellError `shape-mismatch` without a tensor, or for shapes that do not fit.
 */
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  const expanded = tensors.map((tensor) => {
    const at = axis < 0 ? axis + tensor.shape.length + 1 : axis;
    return reshape(tensor, [...tensor.shape.slice(0, at), 1, ...tensor.shape.slice(at)]);
  });
  return concatenate(expanded, axis);
}
