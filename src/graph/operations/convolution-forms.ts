// How convolutions and their gradients are written in ONNX.
import type { Emitter, OnnxAttribute } from "../operation.ts";
import { type Shape, sizeOf, type Tensor, type TensorType } from "../tensor.ts";
import { lowerReshape } from "./shape.ts";
import { indicesOf, type WindowAttributes } from "./window.ts";

/**
 * The window's attributes and what a gradient must know of the operand that it has not got: its height and
 * width.
 */
export type ConvolutionAttributes = WindowAttributes & {
  readonly groups: number;
  readonly size: readonly [number, number];
};

/** A node of one of a convolution's gradients. */
interface GradientNode {
  readonly inputs: readonly Tensor[];
  readonly attributes: ConvolutionAttributes;
  readonly output: Tensor;
}

/** An end beyond the first element of any kernel, for slices that run backwards. */
const FARTHEST = 2 ** 31 - 1;

/**
 * A matrix product with fewer rows on the left than this does not pay for the columns of the right, which it
 * packs.
 */
const FEWEST_PRODUCT_ROWS = 32;

/** The attributes that Conv and ConvTranspose have in common. */
export function onnxAttributes(attributes: ConvolutionAttributes): Record<string, OnnxAttribute> {
  return {
    strides: { ints: attributes.strides },
    pads: { ints: attributes.padding },
    dilations: { ints: attributes.dilations },
    group: { int: attributes.groups },
  };
}

/** The beginning of the labels of convolution nodes. */
export const CONVOLUTION_LABEL = "convolution:";

/**
 * The label of a Conv node: the shape of its weights [filters, channels, height, width], which the node does
 * not say.
 */
export function convolutionLabel({ dtype }: TensorType, shape: Shape): string | undefined {
  return dtype === "float32" ? `${CONVOLUTION_LABEL}${shape.join("x")}` : undefined;
}

/**
 * Writes the gradient of a convolution's images: a convolution backwards where one is, else ConvTranspose.
 */
export function lowerInputGradient(
  emitter: Emitter,
  values: readonly string[],
  { inputs: [g, weights], attributes }: GradientNode,
): string {
  const backwards = emitter.device === "cpu" ? backwardsPadding(g, weights, attributes) : undefined;
  if (backwards !== undefined)
    return lowerBackwards(emitter, values, { weights, attributes, pads: backwards });
  const { padding, strides, dilations, size } = attributes;
  const outputPadding = size.map((length, axis) => {
    const reach = dilations[axis] * (weights.shape[2 + axis] - 1) + 1;
    const reached = (g.shape[2 + axis] - 1) * strides[axis] + reach - padding[axis] - padding[axis + 2];
    return length - reached;
  });
  return emitter.node("ConvTranspose", values, {
    ...onnxAttributes(attributes),
    output_padding: { ints: outputPadding },
  });
}

/**
 * How the output's gradient must be padded for the kernel to run over it backwards; undefined where it
 * cannot.
 */
function backwardsPadding(
  g: TensorType,
  weights: TensorType,
  { padding, strides, dilations, groups, size }: ConvolutionAttributes,
): readonly number[] | undefined {
  if (groups !== 1 || strides.some((stride) => stride !== 1)) return undefined;
  const before = size.map((_, axis) => dilations[axis] * (weights.shape[2 + axis] - 1) - padding[axis]);
  const after = size.map((length, axis) => length - g.shape[2 + axis] + padding[axis]);
  const pads = [...before, ...after];
  return pads.every((width) => width >= 0) ? pads : undefined;
}

/**
 * A convolution with the kernel turned around, its filters and channels exchanged. ONNX Runtime's
 * ConvTranspose multiplies image by image and adds up on one thread: as fast on one, up to twice as slow on
 * two.
 */
function lowerBackwards(
  emitter: Emitter,
  [g, weights]: readonly string[],
  {
    weights: type,
    attributes,
    pads,
  }: { weights: TensorType; attributes: ConvolutionAttributes; pads: readonly number[] },
): string {
  const list = (...values: number[]) => emitter.constant("int64", [values.length], values);
  const exchanged = emitter.node("Transpose", [weights], { perm: { ints: [1, 0, 2, 3] } });
  const ends = list(-FARTHEST, -FARTHEST);
  const turned = emitter.node("Slice", [exchanged, list(-1, -1), ends, list(2, 3), list(-1, -1)]);
  const [filters, channels, ...kernel] = type.shape;
  const label = convolutionLabel(type, [channels, filters, ...kernel]);
  return emitter.node(
    "Conv",
    [g, turned],
    { pads: { ints: pads }, dilations: { ints: attributes.dilations } },
    label,
  );
}

/**
 * Writes the gradient of a convolution's weights: one matrix product over all positions of all images, that
 * of the taps [taps · channels, positions] and g [filters, positions] transposed.
 */
export function lowerWeightGradient(
  emitter: Emitter,
  [x, g]: readonly string[],
  context: GradientNode,
): string {
  const { inputs, attributes, output } = context;
  const { groups, size } = attributes;
  const [batch, filters, ...positions] = inputs[1].shape;
  const channels = inputs[0].shape[1] / groups;
  const width = sizeOf([batch, ...positions]);
  const axes = (...order: number[]) => ({ perm: { ints: order } });
  if (channels === 1 && groups > 1) return lowerDepthwiseWeightGradient(emitter, [x, g], context);
  const gradientRows = emitter.node("Transpose", [g], axes(1, 0, 2, 3));
  const [kernelHeight, kernelWidth] = size;
  const tapCount = kernelHeight * kernelWidth;
  if (groups === 1) {
    const right = lowerReshape(emitter, gradientRows, [filters, width]);
    const parts = rowTapsOf(emitter, x, context);
    const products = parts.map((taps) => {
      const left = lowerReshape(emitter, taps, [(tapCount * channels) / parts.length, width]);
      return emitter.node("Gemm", [left, right], { transB: { int: 1 } });
    });
    const product =
      products.length === 1 ? products[0] : emitter.node("Concat", products, { axis: { int: 0 } });
    const split = lowerReshape(emitter, product, [kernelHeight, kernelWidth, channels, filters]);
    return emitter.node("Transpose", [split], axes(3, 2, 0, 1));
  }
  const taps = tapsOf(emitter, x, context);
  const left = lowerReshape(emitter, gradientRows, [groups, filters / groups, width]);
  const byGroup = lowerReshape(emitter, taps, [tapCount, groups, channels, width]);
  const columns = emitter.node("Transpose", [byGroup], axes(1, 3, 2, 0));
  const right = lowerReshape(emitter, columns, [groups, width, channels * tapCount]);
  return lowerReshape(emitter, emitter.node("MatMul", [left, right]), output.shape);
}

/**
 * The elements under the taps of each row of the kernel, [taps · channels, batch, height · width] for each
 * row; or of all rows together. Without strides, images are shifted to the left for each column of the
 * kernel, once for all of its rows: then a row's taps lie one after the other in each image.
 */
function rowTapsOf(
  emitter: Emitter,
  x: string,
  context: { inputs: readonly Tensor[]; attributes: ConvolutionAttributes },
): readonly string[] {
  const {
    inputs: [image, g],
    attributes,
  } = context;
  const { padding, strides, dilations, size } = attributes;
  if (emitter.device !== "cpu" || strides.some((stride) => stride !== 1))
    return [tapsOf(emitter, x, context)];
  const list = (values: readonly number[]) => emitter.constant("int64", [values.length], values);
  const first = emitter.node("Transpose", [x], { perm: { ints: [1, 0, 2, 3] } });
  const zero = emitter.constant(image.dtype, [], [0]);
  const [batch, channels, height, width] = image.shape;
  const [rows, columns] = [g.shape[2], g.shape[3]];
  const [top, left, bottom] = padding;
  const shifted = Array.from({ length: size[1] }, (_, column) => {
    const shift = column * dilations[1] - left;
    const pads = [0, 0, top, -shift, 0, 0, bottom, columns + shift - width];
    return pads.every((wide) => wide === 0) ? first : emitter.node("Pad", [first, list(pads), zero]);
  });
  const together = shifted.length === 1 ? shifted[0] : emitter.node("Concat", shifted, { axis: { int: 0 } });
  const lines = lowerReshape(emitter, together, [
    size[1] * channels,
    batch,
    (top + height + bottom) * columns,
  ]);
  const taps = Array.from({ length: size[0] }, (_, row) => {
    const start = row * dilations[0] * columns;
    return emitter.node("Slice", [lines, list([start]), list([start + rows * columns]), list([2])]);
  });
  const few = size[1] * channels < FEWEST_PRODUCT_ROWS && taps.length > 1;
  return few ? [emitter.node("Concat", taps, { axis: { int: 0 } })] : taps;
}

/**
 * With a channel a group, a product of few rows each is slow: the sums of each tap times the gradient are
 * not.
 */
function lowerDepthwiseWeightGradient(
  emitter: Emitter,
  [x, g]: readonly string[],
  context: GradientNode,
): string {
  const { inputs, attributes, output } = context;
  const { padding, strides, dilations, size, groups } = attributes;
  const [image, { shape: gradientShape }] = inputs;
  const [batch, filters, ...positions] = gradientShape;
  const list = (values: readonly number[]) => emitter.constant("int64", [values.length], values);
  const [top, left, bottom, right] = padding;
  const zero = emitter.constant(image.dtype, [], [0]);
  const frame = list([0, 0, top, left, 0, 0, bottom, right]);
  const padded = padding.every((width) => width === 0) ? x : emitter.node("Pad", [x, frame, zero]);
  const multiplier = filters / groups;
  const byGroup = lowerReshape(emitter, g, [batch, groups, multiplier, sizeOf(positions)]);
  const sums = indicesOf(size).map(([row, column]) => {
    const starts = [row * dilations[0], column * dilations[1]];
    const ends = starts.map((start, axis) => start + (positions[axis] - 1) * strides[axis] + 1);
    const tap = emitter.node("Slice", [padded, list(starts), list(ends), list([2, 3]), list(strides)]);
    const read = lowerReshape(emitter, tap, [batch, groups, 1, sizeOf(positions)]);
    const products = lowerReshape(emitter, emitter.node("Mul", [read, byGroup]), [
      batch,
      filters,
      sizeOf(positions),
    ]);
    return emitter.node("ReduceSum", [products, list([0, 2])], { keepdims: { int: 0 } });
  });
  const rows = sums.map((sum) => lowerReshape(emitter, sum, [1, filters]));
  const joined = rows.length === 1 ? rows[0] : emitter.node("Concat", rows, { axis: { int: 0 } });
  return lowerReshape(emitter, emitter.node("Transpose", [joined], { perm: { ints: [1, 0] } }), output.shape);
}

/**
 * The elements under each tap of the kernel, with the channels first: [taps · channels, batch, height,
 * width].
 */
function tapsOf(
  emitter: Emitter,
  x: string,
  { inputs: [image, g], attributes }: { inputs: readonly Tensor[]; attributes: ConvolutionAttributes },
): string {
  const { padding, strides, dilations, size } = attributes;
  const list = (values: readonly number[]) => emitter.constant("int64", [values.length], values);
  const first = emitter.node("Transpose", [x], { perm: { ints: [1, 0, 2, 3] } });
  const [top, left, bottom, right] = padding;
  const padded = padding.every((width) => width === 0)
    ? first
    : emitter.node("Pad", [
        first,
        list([0, 0, top, left, 0, 0, bottom, right]),
        emitter.constant(image.dtype, [], [0]),
      ]);
  const taps: string[] = [];
  for (let row = 0; row < size[0]; row++) {
    for (let column = 0; column < size[1]; column++) {
      const starts = [row * dilations[0], column * dilations[1]];
      const ends = starts.map((start, axis) => start + (g.shape[2 + axis] - 1) * strides[axis] + 1);
      taps.push(emitter.node("Slice", [padded, list(starts), list(ends), list([2, 3]), list(strides)]));
    }
  }
  return taps.length === 1 ? taps[0] : emitter.node("Concat", taps, { axis: { int: 0 } });
}
