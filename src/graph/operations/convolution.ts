import { apply, defineOperation, shapeError } from "../operation.ts";
import { type Shape, sizeOf, type Tensor, type TensorType } from "../tensor.ts";
import {
  type ConvolutionAttributes,
  convolutionLabel,
  lowerInputGradient,
  lowerWeightGradient,
  onnxAttributes,
} from "./convolution-forms.ts";
import { FLOATS, requireDtype } from "./rules.ts";
import { convolvedSize, forEachRun, isWindowGeometry, type Padding, paddingOf, pairOf } from "./window.ts";

/** How the window of a convolution moves over the image. */
export interface ConvolutionOptions {
  /** Pixels from one place of the window to the next, down and across, from 1; 1 by default. */
  readonly strides?: number | readonly [number, number];
  /** Zeros around the image, in pixels from 0; 0 by default. */
  readonly padding?: Padding;
  /** Pixels from one element of the window to the next, down and across, from 1; 1 by default. */
  readonly dilations?: number | readonly [number, number];
  /**
   * Parts of the channels that are convolved apart: a divisor of channels and filters, from 1; 1 by default.
   */
  readonly groups?: number;
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
  lower: (emitter, values, { inputs: [, weights], attributes }) =>
    emitter.node("Conv", values, onnxAttributes(attributes), convolutionLabel(weights, weights.shape)),
  evaluate: ([x, weights], attributes, { shape }) => {
    const result = new Float64Array(sizeOf(shape));
    forEachRun(
      { x: x.shape, weights: weights.shape, y: shape, attributes },
      ({ atX, atWeights, atY, count, stride }) => {
        const weight = weights.data[atWeights];
        for (let i = 0; i < count; i++) result[atY + i] += x.data[atX + i * stride] * weight;
      },
    );
    return result;
  },
});

/**
 * The three operations are the three faces of the trilinear form F(x, w, g) = Σ convolution(x, w) · g, so
 * that the gradient of each is made of the other two.
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
  lower: lowerInputGradient,
  evaluate: ([g, weights], attributes, { shape }) => {
    const result = new Float64Array(sizeOf(shape));
    forEachRun(
      { x: shape, weights: weights.shape, y: g.shape, attributes },
      ({ atX, atWeights, atY, count, stride }) => {
        const weight = weights.data[atWeights];
        for (let i = 0; i < count; i++) result[atX + i * stride] += g.data[atY + i] * weight;
      },
    );
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
    forEachRun(
      { x: x.shape, weights: shape, y: g.shape, attributes },
      ({ atX, atWeights, atY, count, stride }) => {
        for (let i = 0; i < count; i++) result[atWeights] += x.data[atX + i * stride] * g.data[atY + i];
      },
    );
    return result;
  },
});

/** How a transposed convolution moves: as the convolution whose input gradient it is. */
export interface TransposedConvolutionOptions extends ConvolutionOptions {
  /**
   * Rows and columns more at the end, in [0, stride), for sizes that a strided convolution joins; 0 by
   * default.
   */
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
 * @param options strides, padding, dilations and groups; by default the window moves pixel by pixel over the
 *   image alone.
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
 * The transposed convolution: the linear map that is the adjoint of {@link convolution2d} in its image, which
 * spreads each element over a window: y[n, o, i·stride + u·dilation − padding, …] += x[n, c, i, j] · w[c, o,
 * u, v].
 *
 * @param x [batch, channels, height, width].
 * @param weights [channels, filters / groups, kernel height, kernel width], as in PyTorch.
 * @param options as of {@link convolution2d}, and `outputPadding`.
 * @returns [batch, filters, height', width'] with
 *   height' = (height − 1) · stride − padding + dilation · (kernel − 1) + outputPadding + 1, padding on both
 *   sides counted.
 * @throws TrainwellError `shape-mismatch` when the weights do not fit the channels, the groups do not divide
 *   them, the output padding is not below the stride, or nothing would be left.
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
