import { apply, defineOperation, type Emitter, type OnnxAttribute, shapeError } from "../operation.ts";
import { type Shape, sizeOf, type Tensor, type TensorType } from "../tensor.ts";
import { FLOATS, requireDtype } from "./rules.ts";
import { lowerReshape } from "./shape.ts";
import {
  convolvedSize,
  forEachTap,
  indicesOf,
  isWindowGeometry,
  type Padding,
  paddingOf,
  pairOf,
  type WindowAttributes,
} from "./window.ts";

/** The window's attributes and what a gradient must know of the operand that it has not got: its height and width. */
type ConvolutionAttributes = WindowAttributes & {
  readonly groups: number;
  readonly size: readonly [number, number];
};

/** Stride (default 1), padding (default 0), dilation (default 1) and groups (default 1) of a convolution. */
export interface ConvolutionOptions {
  readonly strides?: number | readonly [number, number];
  readonly padding?: Padding;
  readonly dilations?: number | readonly [number, number];
  readonly groups?: number;
}

function onnxAttributes(attributes: ConvolutionAttributes): Record<string, OnnxAttribute> {
  return {
    strides: { ints: attributes.strides },
    pads: { ints: attributes.padding },
    dilations: { ints: attributes.dilations },
    group: { int: attributes.groups },
  };
}

function requireImages(
  operation: string,
  inputs: readonly TensorType[],
  attributes: ConvolutionAttributes,
): void {
  requireDtype(operation, inputs, FLOATS);
  const { groups } = attributes;
  if (inputs.some((input) => input.shape.length !== 4 || input.shape.slice(1).some((size) => size < 0)))
    throw shapeError(operation, "two tensors of four axes, dynamic along the first at most", inputs);
  if (!isWindowGeometry(attributes) || !Number.isInteger(groups) || groups < 1)
    throw shapeError(
      operation,
      "strides, dilations and groups of 1 or more and padding of 0 or more",
      inputs,
    );
}

/** A matrix product with fewer rows on the left than this does not pay for the columns of the right, which it packs. */
const FEWEST_PRODUCT_ROWS = 32;

const convolutionOperation = defineOperation<ConvolutionAttributes>({
  name: "convolution2d",
  infer: (inputs, attributes) => {
    requireImages("convolution2d", inputs, attributes);
    const [x, weights] = inputs;
    const [filters, channels, ...kernel] = weights.shape;
    const { groups } = attributes;
    if (filters < 0 || x.shape[1] !== channels * groups || filters % groups !== 0)
      throw shapeError("convolution2d", `filters for ${x.shape[1]} channels in ${groups} group(s)`, inputs);
    const size = convolvedSize(x.shape.slice(2), kernel, attributes);
    if (size.some((length) => length < 1))
      throw shapeError("convolution2d", "a kernel that fits into the padded image", inputs);
    return { dtype: x.dtype, shape: [x.shape[0], filters, ...size] };
  },
  gradient: ({ inputs: [x, weights], attributes, outputGradient }) => [
    inputGradient(outputGradient, weights, { ...attributes, size: pair(x.shape) }),
    weightGradient(x, outputGradient, { ...attributes, size: pair(weights.shape) }),
  ],
  multiplyAdds: ([, weights], _, output) => sizeOf(output.shape) * sizeOf(weights.shape.slice(1)),
  // A third value is a bias vector, one number a filter.
  lower: (emitter, values, { attributes }) => emitter.node("Conv", values, onnxAttributes(attributes)),
  evaluate: ([x, weights], attributes, { shape }) => {
    const result = new Float64Array(sizeOf(shape));
    forEachTap({ x: x.shape, weights: weights.shape, y: shape, attributes }, (atX, atWeights, atY) => {
      result[atY] += x.data[atX] * weights.data[atWeights];
    });
    return result;
  },
});

/**
 * The three operations are the three faces of the trilinear form F(x, w, g) = Σ convolution(x, w) · g, so that the
 * gradient of each is made of the other two.
 */
const inputGradientOperation = defineOperation<ConvolutionAttributes>({
  name: "convolution2dInputGradient",
  infer: (inputs, attributes) => {
    requireImages("convolution2dInputGradient", inputs, attributes);
    const [g, weights] = inputs;
    return { dtype: g.dtype, shape: [g.shape[0], weights.shape[1] * attributes.groups, ...attributes.size] };
  },
  gradient: ({ inputs: [g, weights], attributes, outputGradient }) => [
    apply(convolutionOperation, [outputGradient, weights], attributes),
    weightGradient(outputGradient, g, { ...attributes, size: pair(weights.shape) }),
  ],
  multiplyAdds: ([g, weights]) => sizeOf(g.shape) * sizeOf(weights.shape.slice(1)),
  lower: (emitter, inputs, { inputs: [g, weights], attributes }) => {
    const { padding, strides, dilations, size } = attributes;
    const outputPadding = size.map((length, axis) => {
      const reach = dilations[axis] * (weights.shape[2 + axis] - 1) + 1;
      const reached = (g.shape[2 + axis] - 1) * strides[axis] + reach - padding[axis] - padding[axis + 2];
      return length - reached;
    });
    return emitter.node("ConvTranspose", inputs, {
      ...onnxAttributes(attributes),
      output_padding: { ints: outputPadding },
    });
  },
  evaluate: ([g, weights], attributes, { shape }) => {
    const result = new Float64Array(sizeOf(shape));
    forEachTap({ x: shape, weights: weights.shape, y: g.shape, attributes }, (atX, atWeights, atY) => {
      result[atX] += g.data[atY] * weights.data[atWeights];
    });
    return result;
  },
});

const weightGradientOperation = defineOperation<ConvolutionAttributes>({
  name: "convolution2dWeightGradient",
  infer: (inputs, attributes) => {
    requireImages("convolution2dWeightGradient", inputs, attributes);
    const [x, g] = inputs;
    return { dtype: x.dtype, shape: [g.shape[1], x.shape[1] / attributes.groups, ...attributes.size] };
  },
  gradient: ({ inputs: [x, g], attributes, outputGradient }) => [
    inputGradient(g, outputGradient, { ...attributes, size: pair(x.shape) }),
    apply(convolutionOperation, [x, outputGradient], attributes),
  ],
  lower: lowerWeightGradient,
  evaluate: ([x, g], attributes, { shape }) => {
    const result = new Float64Array(sizeOf(shape));
    forEachTap({ x: x.shape, weights: shape, y: g.shape, attributes }, (atX, atWeights, atY) => {
      result[atWeights] += x.data[atX] * g.data[atY];
    });
    return result;
  },
});

/** One matrix product over all positions of all images: the taps [taps · channels, positions] times g [filters, positions], transposed. */
function lowerWeightGradient(
  emitter: Emitter,
  [x, g]: readonly string[],
  context: { inputs: readonly Tensor[]; attributes: ConvolutionAttributes; output: Tensor },
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
 * What the taps of each row of the kernel read, [taps · channels, batch, height · width] for each row; or of all rows
 * together. Without strides, images are shifted to the left for each column of the kernel, once for all of its rows:
 * then a row's taps lie one after the other in each image.
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

/** With a channel a group, a product of few rows each is slow: the sums of each tap times the gradient are not. */
function lowerDepthwiseWeightGradient(
  emitter: Emitter,
  [x, g]: readonly string[],
  context: { inputs: readonly Tensor[]; attributes: ConvolutionAttributes; output: Tensor },
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

/** What each tap of the kernel reads, with the channels first: [taps · channels, batch, height, width]. */
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

/** How a transposed convolution moves: as the convolution whose input gradient it is. */
export interface TransposedConvolutionOptions extends ConvolutionOptions {
  /** Rows and columns more at the end, in [0, stride), for sizes that a strided convolution joins; 0 by default. */
  readonly outputPadding?: number | readonly [number, number];
}

function pair(shape: Shape): [number, number] {
  return [shape[2], shape[3]];
}

function inputGradient(g: Tensor, weights: Tensor, attributes: ConvolutionAttributes): Tensor {
  return apply(inputGradientOperation, [g, weights], attributes);
}

function weightGradient(x: Tensor, g: Tensor, attributes: ConvolutionAttributes): Tensor {
  return apply(weightGradientOperation, [x, g], attributes);
}

/**
 * The two-dimensional cross-correlation that deep learning calls convolution:
 * y[n, o, i, j] = Σ x[n, c, i·stride + u·dilation − padding, …] · w[o, c, u, v].
 *
 * @param x [batch, channels, height, width].
 * @param weights [filters, channels / groups, kernel height, kernel width].
 * @returns [batch, filters, height', width'] with
 *   height' = ⌊(height + padding − dilation · (kernel − 1) − 1) / stride⌋ + 1.
 */
export function convolution2d(x: Tensor, weights: Tensor, options: ConvolutionOptions = {}): Tensor {
  return apply(convolutionOperation, [x, weights], {
    strides: pairOf(options.strides ?? 1),
    padding: paddingOf(options.padding ?? 0),
    dilations: pairOf(options.dilations ?? 1),
    groups: options.groups ?? 1,
    size: [0, 0],
  });
}

/**
 * The transposed convolution: the linear map that is the adjoint of {@link convolution2d} in its image, which spreads each
 * element over a window: y[n, o, i·stride + u·dilation − padding, …] += x[n, c, i, j] · w[c, o, u, v].
 *
 * @param x [batch, channels, height, width].
 * @param weights [channels, filters / groups, kernel height, kernel width], as in PyTorch.
 * @returns [batch, filters, height', width'] with
 *   height' = (height − 1) · stride − padding + dilation · (kernel − 1) + outputPadding + 1, padding on both sides counted.
 */
export function transposedConvolution2d(
  x: Tensor,
  weights: Tensor,
  options: TransposedConvolutionOptions = {},
): Tensor {
  const { groups = 1 } = options;
  const strides = pairOf(options.strides ?? 1);
  const dilations = pairOf(options.dilations ?? 1);
  const padding = paddingOf(options.padding ?? 0);
  const extra = pairOf(options.outputPadding ?? 0);
  const name = "transposedConvolution2d";
  if (x.shape.length !== 4 || weights.shape.length !== 4 || x.shape[1] !== weights.shape[0])
    throw shapeError(name, "a weight for each of the channels", [x, weights]);
  if (x.shape[1] % groups !== 0 || extra.some((more, axis) => more < 0 || more >= strides[axis]))
    throw shapeError(name, "groups that divide the channels and an output padding below the stride", [
      x,
      weights,
    ]);
  const size = pair(x.shape).map((length, axis) => {
    const reach = dilations[axis] * (weights.shape[2 + axis] - 1) + 1;
    return (length - 1) * strides[axis] + reach - padding[axis] - padding[axis + 2] + extra[axis];
  }) as [number, number];
  if (size.some((length) => length < 1))
    throw shapeError(name, "padding that leaves something of the output", [x, weights]);
  return inputGradient(x, weights, { strides, padding, dilations, groups, size });
}
