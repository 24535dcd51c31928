import { apply, defineOperation, type Emitter, type OnnxAttribute, shapeError } from "../operation.ts";
import { type Shape, sizeOf, type Tensor, type TensorType } from "../tensor.ts";
import { add, divide, multiply } from "./arithmetic.ts";
import { equal } from "./comparisons.ts";
import { cast } from "./convert.ts";
import { FLOATS, requireDtype } from "./rules.ts";
import { lowerReshape } from "./shape.ts";
import { pad, slice } from "./slice.ts";
import { scalar } from "./source.ts";
import { relu } from "./unary.ts";
import {
  convolvedSize,
  isWindowGeometry,
  type Padding,
  paddingOf,
  pairOf,
  type WindowAttributes,
} from "./window.ts";
import { windowTaps } from "./window-taps.ts";

type PoolAttributes = Omit<WindowAttributes, "dilations"> & { readonly kernel: readonly [number, number] };
type FactorAttributes = { readonly factors: readonly [number, number] };

/** The window of a pooling, and how it moves over the image. */
export interface PoolingOptions {
  /** The window's height and width in pixels, from 1. */
  readonly kernel: number | readonly [number, number];
  /**
   * Pixels from one place of the window to the next, down and across, from 1; by default the window's size,
   * so that windows do not overlap.
   */
  readonly strides?: number | readonly [number, number];
  /** Around the image, in pixels from 0; 0 by default. */
  readonly padding?: Padding;
}

/** Stands for "never the greatest": padding must not win, and −∞ would not survive JSON. */
const LOWEST = -3.4028234663852886e38;

/**
 * AveragePool takes 1.1 ns an element; a product of this width as long, at some 60 multiplications a
 * nanosecond.
 */
const MOST_TILES_ACROSS = 64;

function inferPooling(operation: string, [x]: readonly TensorType[], attributes: PoolAttributes): TensorType {
  requireDtype(operation, [x], FLOATS);
  if (x.shape.length !== 4 || x.shape.slice(1).some((size) => size < 0))
    throw shapeError(operation, "images [batch, channels, height, width]", [x]);
  const geometry = { ...attributes, dilations: [1, 1] as const };
  const { kernel, padding } = attributes;
  const narrow = padding.every((width, side) => width < kernel[side % 2]);
  if (!isWindowGeometry(geometry) || !kernel.every((size) => Number.isInteger(size) && size >= 1) || !narrow)
    throw shapeError(operation, "a kernel and strides of 1 or more, and padding smaller than the kernel", [
      x,
    ]);
  const size = convolvedSize(x.shape.slice(2), kernel, geometry);
  if (size.some((length) => length < 1))
    throw shapeError(operation, "a kernel that fits into the padded image", [x]);
  return { dtype: x.dtype, shape: [x.shape[0], x.shape[1], ...size] };
}

function onnxAttributes({ kernel, strides, padding }: PoolAttributes): Record<string, OnnxAttribute> {
  return { kernel_shape: { ints: kernel }, strides: { ints: strides }, pads: { ints: padding } };
}

/** Visits each element that each window covers. */
function forEachCovered(
  shapes: { x: Shape; y: Shape; attributes: PoolAttributes },
  visit: (atX: number, atY: number) => void,
): void {
  const { x, y, attributes } = shapes;
  const { kernel, strides, padding } = attributes;
  const [images, channels, height, width] = y;
  for (let plane = 0; plane < images * channels; plane++) {
    for (let place = 0; place < height * width; place++) {
      const top = Math.floor(place / width) * strides[0] - padding[0];
      const left = (place % width) * strides[1] - padding[1];
      for (let row = Math.max(top, 0); row < Math.min(top + kernel[0], x[2]); row++) {
        for (let column = Math.max(left, 0); column < Math.min(left + kernel[1], x[3]); column++)
          visit((plane * x[2] + row) * x[3] + column, plane * height * width + place);
      }
    }
  }
}

/** Whether the windows lie side by side, so that each element belongs to one at most. */
function isTiling({ kernel, strides, padding }: PoolAttributes): boolean {
  return kernel.every((size, axis) => size === strides[axis]) && padding.every((width) => width === 0);
}

/** The part of the images that tiles cover. */
function covered(x: Tensor, output: Tensor, { kernel }: PoolAttributes): Tensor {
  const ends = [x.shape[0], x.shape[1], output.shape[2] * kernel[0], output.shape[3] * kernel[1]];
  return slice(x, [0, 0, 0, 0], ends);
}

/** Zeros around what tiles cover, to the size of the images. */
function uncovered(part: Tensor, x: Tensor): Tensor {
  return pad(part, { after: x.shape.map((size, axis) => (axis < 2 ? 0 : size - part.shape[axis])) });
}

/** The gradient goes to the greatest elements of each window, in equal shares where they tie. */
function maxPoolGradient(
  x: Tensor,
  y: { output: Tensor; gradient: Tensor },
  attributes: PoolAttributes,
): Tensor {
  const { output, gradient } = y;
  if (isTiling(attributes)) {
    const part = covered(x, output, attributes);
    const attains = cast(equal(part, upsample2d(output, attributes.kernel)), x.dtype);
    const area = scalar(sizeOf(attributes.kernel), x.dtype);
    const ties = multiply(averagePool2d(attains, { kernel: attributes.kernel }), area);
    return uncovered(multiply(attains, upsample2d(divide(gradient, ties), attributes.kernel)), x);
  }
  const places = placesOf(output);
  const { views, collect } = windowTaps(x, { ...attributes, places, value: LOWEST });
  const attains = views.map((view) => cast(equal(view, output), x.dtype));
  const share = divide(
    gradient,
    attains.reduce((sum, tensor) => add(sum, tensor)),
  );
  return collect(attains.map((mask) => multiply(mask, share)));
}

/** At how many places the windows stand, down and across. */
function placesOf({ shape }: Tensor): [number, number] {
  return [shape[2], shape[3]];
}

const maxPoolOperation = defineOperation<PoolAttributes>({
  name: "maxPool2d",
  infer: (inputs, attributes) => inferPooling("maxPool2d", inputs, attributes),
  gradient: ({ inputs: [x], attributes, output, outputGradient }) => [
    maxPoolGradient(x, { output, gradient: outputGradient }, attributes),
  ],
  lower: (emitter, [x], { attributes }) => emitter.node("MaxPool", [x], onnxAttributes(attributes)),
  evaluate: ([x], attributes, { shape }) => {
    const result = new Float64Array(sizeOf(shape)).fill(Number.NEGATIVE_INFINITY);
    forEachCovered({ x: x.shape, y: shape, attributes }, (atX, atY) => {
      result[atY] = Math.max(result[atY], x.data[atX]);
    });
    return result;
  },
});

/**
 * Whether tiles fill the image and are so few that a product with all of a row costs less than visiting each
 * window.
 */
function areNarrowTiles({ shape: [, , height, width] }: TensorType, attributes: PoolAttributes): boolean {
  const [down, across] = attributes.kernel;
  return (
    isTiling(attributes) && height % down === 0 && width % across === 0 && width / across <= MOST_TILES_ACROSS
  );
}

/**
 * The means of tiles, by a product of each row of tiles [kernel height · width] with a matrix that has 1 /
 * area where an element and a tile meet.
 */
function lowerTileMeans(
  emitter: Emitter,
  value: string,
  { x, attributes }: { x: TensorType; attributes: PoolAttributes },
): string {
  const [batch, channels, height, width] = x.shape;
  const [down, across] = attributes.kernel;
  const [rows, columns] = [height / down, width / across];
  const means = new Float64Array(down * width * columns);
  for (let element = 0; element < down * width; element++)
    means[element * columns + Math.floor((element % width) / across)] = 1 / (down * across);
  const matrix = emitter.constant(x.dtype, [down * width, columns], means);
  const strips = lowerReshape(emitter, value, [sizeOf([batch, channels, rows]), down * width]);
  return lowerReshape(emitter, emitter.node("MatMul", [strips, matrix]), [batch, channels, rows, columns]);
}

const averagePoolOperation = defineOperation<PoolAttributes>({
  name: "averagePool2d",
  infer: (inputs, attributes) => inferPooling("averagePool2d", inputs, attributes),
  gradient: ({ inputs: [x], attributes, output, outputGradient }) => {
    const share = multiply(outputGradient, scalar(1 / sizeOf(attributes.kernel), x.dtype));
    if (isTiling(attributes)) return [uncovered(upsample2d(share, attributes.kernel), x)];
    const { views, collect } = windowTaps(x, { ...attributes, places: placesOf(output), value: 0 });
    return [collect(views.map(() => share))];
  },
  lower: (emitter, [value], { inputs: [x], attributes }) => {
    if (emitter.device === "cpu" && areNarrowTiles(x, attributes))
      return lowerTileMeans(emitter, value, { x, attributes });
    return emitter.node("AveragePool", [apartFromPad(emitter, value, { x, attributes })], {
      ...onnxAttributes(attributes),
      count_include_pad: { int: 1 },
    });
  },
  evaluate: ([x], attributes, { shape }) => {
    const result = new Float64Array(sizeOf(shape));
    const area = sizeOf(attributes.kernel);
    forEachCovered({ x: x.shape, y: shape, attributes }, (atX, atY) => {
      result[atY] += x.data[atX] / area;
    });
    return result;
  },
});

/**
 * The value of a pad as one that ONNX Runtime does not join with the pooling: it would refuse the pad if it
 * is the wider.
 */
function apartFromPad(
  emitter: Emitter,
  value: string,
  { x, attributes }: { x: Tensor; attributes: PoolAttributes },
): string {
  if (x.operation !== "pad") return value;
  const widths = [x.attributes.before, x.attributes.after] as readonly (readonly number[])[];
  const isWide = attributes.kernel.some((size, axis) =>
    widths.some((list, side) => list[2 + axis] + attributes.padding[axis + 2 * side] >= size),
  );
  return isWide ? lowerReshape(emitter, value, x.shape) : value;
}

const upsampleOperation = defineOperation<FactorAttributes>({
  name: "upsample2d",
  infer: ([x], { factors }) => {
    requireDtype("upsample2d", [x], FLOATS);
    if (x.shape.length !== 4 || !factors.every((factor) => Number.isInteger(factor) && factor >= 1))
      throw shapeError("upsample2d", "images [batch, channels, height, width] and factors of 1 or more", [x]);
    return { dtype: x.dtype, shape: upsampledShape(x.shape, factors) };
  },
  gradient: ({ attributes: { factors }, outputGradient }) => {
    const area = scalar(sizeOf(factors), outputGradient.dtype);
    return [multiply(averagePool2d(outputGradient, { kernel: factors }), area)];
  },
  lower: (emitter, [x], { attributes: { factors } }) =>
    emitter.node("Resize", [x, "", emitter.constant("float32", [4], [1, 1, ...factors])], {
      mode: { string: "nearest" },
      nearest_mode: { string: "floor" },
      coordinate_transformation_mode: { string: "asymmetric" },
    }),
  evaluate: ([x], { factors }, { shape }) => {
    const result = new Float64Array(sizeOf(shape));
    const attributes = { kernel: factors, strides: factors, padding: paddingOf(0) };
    forEachCovered({ x: shape, y: x.shape, attributes }, (atX, atY) => {
      result[atX] = x.data[atY];
    });
    return result;
  },
});

function upsampledShape(
  [batch, channels, height, width]: Shape,
  [down, across]: readonly [number, number],
): Shape {
  return [batch, channels, height * down, width * across];
}

function poolAttributes({ kernel, strides = kernel, padding = 0 }: PoolingOptions): PoolAttributes {
  return { kernel: pairOf(kernel), strides: pairOf(strides), padding: paddingOf(padding) };
}

/**
 * The greatest element of each window of each channel. Elements that tie share the gradient equally (PyTorch
 * gives it to the first); a window never sees only padding.
 *
 * @param x [batch, channels, height, width].
 * @param options the window's size, strides and padding.
 * @returns [batch, channels, height', width'] with height' = ⌊(height + padding − kernel) / stride⌋ + 1.
 */
export function maxPool2d(x: Tensor, options: PoolingOptions): Tensor {
  // The greatest commutes with what is increasing, and there is less of it afterwards.
  if (x.operation === "relu") return relu(maxPool2d(x.inputs[0], options));
  return apply(maxPoolOperation, [x], poolAttributes(options));
}

/**
 * The mean of each window of each channel, padding counted as zeros; shapes as in {@link maxPool2d}.
 *
 * @param x [batch, channels, height, width].
 * @param options the window's size, strides and padding.
 */
export function averagePool2d(x: Tensor, options: PoolingOptions): Tensor {
  return apply(averagePoolOperation, [x], poolAttributes(options));
}

/**
 * Each pixel repeated `factors` times down and across (nearest neighbour).
 *
 * @param x [batch, channels, height, width].
 * @param factors whole numbers from 1: one for both directions, or [down, across].
 */
export function upsample2d(x: Tensor, factors: number | readonly [number, number]): Tensor {
  return apply(upsampleOperation, [x], { factors: pairOf(factors) });
}
