import { apply, defineOperation, type Emitter, type NodeContext, shapeError } from "../operation.ts";
import { type Shape, sizeOf, type Tensor, type TensorType } from "../tensor.ts";
import { add, divide, multiply, square, subtract } from "./arithmetic.ts";
import { matMul } from "./matmul.ts";
import { lowerMean, mean, sum } from "./reduce.ts";
import { FLOATS, normalizeAxis, requireDtype } from "./rules.ts";
import { reshape, sumTo } from "./shape.ts";
import { scalar } from "./source.ts";
import { broadcastStrides, offsetsOf } from "./strides.ts";
import { sqrt } from "./unary.ts";

type NormalizeAttributes = { readonly axes: readonly number[]; readonly epsilon: number };

/** The shape of `x` with its normalized axes as 1. */
function statisticShape(x: TensorType, axes: readonly number[]): Shape {
  return x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
}

function inferNormalize(inputs: readonly TensorType[], { axes, epsilon }: NormalizeAttributes): TensorType {
  const [x, ...affine] = inputs;
  const dtype = requireDtype("normalize", inputs, FLOATS);
  const fits = ({ shape }: TensorType) =>
    shape.length === x.shape.length && shape.every((size, axis) => size === 1 || size === x.shape[axis]);
  if (!affine.every(fits))
    throw shapeError(
      "normalize",
      "a scale and a shift with as many axes, each of size 1 or the input's",
      inputs,
    );
  if (axes.length === 0 || !(epsilon >= 0))
    throw shapeError("normalize", "axes, and epsilon of 0 or more", inputs);
  return { dtype, shape: x.shape };
}

/** Whether the scale is the same all over what is normalized together. */
function isScaledTogether(scale: TensorType, axes: readonly number[]): boolean {
  return axes.every((axis) => scale.shape[axis] === 1);
}

/**
 * x − mean and 1 / √(variance + epsilon), as {@link lowerStatistics} writes them too, so that they are
 * computed once.
 */
function statistics(
  x: Tensor,
  { axes, epsilon }: NormalizeAttributes,
): { centered: Tensor; inverse: Tensor } {
  const kept = { axes, keepDimensions: true };
  const centered = subtract(x, mean(x, kept));
  const deviation = sqrt(add(mean(square(centered), kept), scalar(epsilon, x.dtype)));
  return { centered, inverse: divide(scalar(1, x.dtype), deviation) };
}

function lowerStatistics(
  emitter: Emitter,
  value: string,
  { x, axes, epsilon }: { x: TensorType } & NormalizeAttributes,
): { centered: string; inverse: string } {
  const kept = { x, axes, keepDimensions: true };
  const number = (of: number) => emitter.constant(x.dtype, [], [of]);
  const centered = emitter.node("Sub", [value, lowerMean(emitter, value, kept)]);
  const variance = lowerMean(emitter, emitter.node("Mul", [centered, centered]), kept);
  const deviation = emitter.node("Sqrt", [emitter.node("Add", [variance, number(epsilon)])]);
  return { centered, inverse: emitter.node("Div", [number(1), deviation]) };
}

/**
 * Σ a · scale along the axes of the mean, divided by how many there are; a product where they are the last
 * one.
 */
function meanOfProduct(a: Tensor, scale: Tensor, axes: readonly number[]): Tensor {
  const last = a.shape.length - 1;
  const kept = { axes, keepDimensions: true };
  const size = a.shape[last];
  if (axes.join() !== String(last) || sizeOf(scale.shape) !== size) return mean(multiply(a, scale), kept);
  const column = reshape(divide(scale, scalar(size, a.dtype)), [size, 1]);
  return matMul(a, column);
}

type Gradient = NodeContext<NormalizeAttributes> & { readonly outputGradient: Tensor };

/**
 * With x̂ = centered · inverse, the gradient of the mean and of the variance with respect to x included:
 * dx = inverse · (g' − mean g' − x̂ · mean(g' · x̂)) for g' = g · scale.
 */
function normalizeGradient({ inputs, attributes, outputGradient: g }: Gradient): Tensor[] {
  const [x, scale, shift] = inputs;
  const { axes } = attributes;
  const kept = { axes, keepDimensions: true };
  const { centered, inverse } = statistics(x, attributes);
  const ofShift = sumTo(g, shift.shape);
  if (isScaledTogether(scale, axes)) {
    const product = multiply(g, centered);
    const along = multiply(mean(product, kept), square(inverse));
    const across = subtract(subtract(g, mean(g, kept)), multiply(centered, along));
    const ofScale = sumTo(multiply(sum(product, kept), inverse), scale.shape);
    return [multiply(across, multiply(inverse, scale)), ofScale, ofShift];
  }
  const normalized = multiply(centered, inverse);
  const product = multiply(g, normalized);
  const level = meanOfProduct(g, scale, axes);
  const along = meanOfProduct(product, scale, axes);
  const across = subtract(subtract(multiply(g, scale), level), multiply(normalized, along));
  return [multiply(across, inverse), sumTo(product, scale.shape), ofShift];
}

const normalizeOperation = defineOperation<NormalizeAttributes>({
  name: "normalize",
  infer: inferNormalize,
  gradient: normalizeGradient,
  lower: (emitter, [value, scale, shift], { inputs: [x, scaleType], attributes }) => {
    const { centered, inverse } = lowerStatistics(emitter, value, { x, ...attributes });
    const scaled = isScaledTogether(scaleType, attributes.axes)
      ? emitter.node("Mul", [centered, emitter.node("Mul", [inverse, scale])])
      : emitter.node("Mul", [emitter.node("Mul", [centered, inverse]), scale]);
    return emitter.node("Add", [scaled, shift]);
  },
  evaluate: ([x, scale, shift], { axes, epsilon }, { shape }) => {
    const groups = offsetsOf(shape, broadcastStrides(statisticShape(x, axes), shape));
    const count = axes.reduce((product, axis) => product * shape[axis], 1);
    const groupMean = (values: Float64Array) => {
      const means = new Float64Array(x.data.length / count);
      values.forEach((value, position) => {
        means[groups[position]] += value / count;
      });
      return means;
    };
    const means = groupMean(x.data);
    const centered = x.data.map((value, position) => value - means[groups[position]]);
    const variances = groupMean(centered.map((value) => value * value));
    const deviations = variances.map((variance) => Math.sqrt(variance + epsilon));
    const scaleAt = offsetsOf(shape, broadcastStrides(scale.shape, shape));
    const shiftAt = offsetsOf(shape, broadcastStrides(shift.shape, shape));
    return centered.map((value, position) => {
      const normalized = value / deviations[groups[position]];
      return normalized * scale.data[scaleAt[position]] + shift.data[shiftAt[position]];
    });
  },
});

/**
 * y = (x − mean) / √(variance + epsilon) · scale + shift, with the mean and the (biased) variance over `axes`
 * (negative ones count from the end). One operation, because its gradient as a whole takes half the passes
 * over the data that those of its parts take together.
 *
 * @param x floats of any shape.
 * @param affine `scale` and `shift`: as many axes as `x`, each of size 1 or that of `x`; the `axes`; and
 *   `epsilon`, a positive number that keeps the denominator from zero.
 */
export function normalize(
  x: Tensor,
  affine: { scale: Tensor; shift: Tensor; axes: readonly number[]; epsilon: number },
): Tensor {
  const axes = affine.axes.map((axis) => normalizeAxis("normalize", axis, x)).sort((a, b) => a - b);
  return apply(normalizeOperation, [x, affine.scale, affine.shift], { axes, epsilon: affine.epsilon });
}
