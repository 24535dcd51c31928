import { apply, defineOperation, type Emitter, shapeError } from "../operation.ts";
import { sameShape, type Tensor, type TensorType } from "../tensor.ts";
import { multiply, subtract } from "./arithmetic.ts";
import { sum } from "./reduce.ts";
import { FLOATS, normalizeAxis, requireDtype } from "./rules.ts";
import { reshape } from "./shape.ts";
import { exp } from "./unary.ts";

type AxisAttributes = { readonly axis: number };

function lowerLogSoftmax(emitter: Emitter, x: string, axis: number): string {
  if (emitter.device === "cpu") return emitter.node("LogSoftmax", [x], { axis: { int: axis } });
  // WebGPU has no LogSoftmax.
  const axes = emitter.constant("int64", [1], [axis]);
  const difference = emitter.node("Sub", [x, emitter.node("ReduceMax", [x, axes])]);
  const total = emitter.node("ReduceSum", [emitter.node("Exp", [difference]), axes]);
  return emitter.node("Sub", [difference, emitter.node("Log", [total])]);
}

/** A function of each line along an axis, in plain loops. */
function overLines(
  { data, shape }: { readonly data: Float64Array; readonly shape: readonly number[] },
  axis: number,
  of: (line: Float64Array) => Float64Array,
): Float64Array {
  const size = shape[axis];
  const stride = shape.slice(axis + 1).reduce((product, dimension) => product * dimension, 1);
  const result = new Float64Array(data.length);
  for (let line = 0; line < data.length / size; line++) {
    const start = Math.floor(line / stride) * stride * size + (line % stride);
    const values = Float64Array.from({ length: size }, (_, index) => data[start + index * stride]);
    of(values).forEach((value, index) => {
      result[start + index * stride] = value;
    });
  }
  return result;
}

/** exp(x − max x) and its sum: exponentials that cannot overflow. */
function exponentials(line: Float64Array): { greatest: number; values: Float64Array; total: number } {
  const greatest = line.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const values = line.map((value) => Math.exp(value - greatest));
  return { greatest, values, total: values.reduce((sum, value) => sum + value, 0) };
}

function probabilities(line: Float64Array): Float64Array {
  const { values, total } = exponentials(line);
  return values.map((value) => value / total);
}

function logProbabilities(line: Float64Array): Float64Array {
  const { greatest, total } = exponentials(line);
  return line.map((value) => value - greatest - Math.log(total));
}

const logSoftmaxOperation = defineOperation<AxisAttributes>({
  name: "logSoftmax",
  infer: ([x]) => ({ dtype: requireDtype("logSoftmax", [x], FLOATS), shape: x.shape }),
  gradient: ({ attributes: { axis }, output, outputGradient }) => [
    subtract(
      outputGradient,
      multiply(exp(output), sum(outputGradient, { axes: [axis], keepDimensions: true })),
    ),
  ],
  lower: (emitter, [x], { attributes: { axis } }) => lowerLogSoftmax(emitter, x, axis),
  evaluate: ([x], { axis }) => overLines(x, axis, logProbabilities),
});

const softmaxOperation = defineOperation<AxisAttributes>({
  name: "softmax",
  infer: ([x]) => ({ dtype: requireDtype("softmax", [x], FLOATS), shape: x.shape }),
  gradient: ({ attributes: { axis }, output, outputGradient }) => {
    const weighted = multiply(outputGradient, output);
    return [subtract(weighted, multiply(output, sum(weighted, { axes: [axis], keepDimensions: true })))];
  },
  lower: (emitter, [x], { attributes: { axis } }) => emitter.node("Softmax", [x], { axis: { int: axis } }),
  evaluate: ([x], { axis }) => overLines(x, axis, probabilities),
});

function inferCrossEntropy(inputs: readonly TensorType[]): TensorType {
  const [logits, distribution] = inputs;
  if (logits.shape.length === 0 || !sameShape(logits.shape, distribution.shape))
    throw shapeError("crossEntropy", "a probability for each logit", inputs);
  return { dtype: requireDtype("crossEntropy", inputs, FLOATS), shape: logits.shape.slice(0, -1) };
}

const crossEntropyOperation = defineOperation({
  name: "crossEntropy",
  infer: inferCrossEntropy,
  gradient: ({ inputs: [logits, distribution], outputGradient }) => [
    multiply(
      subtract(exp(logSoftmax(logits)), distribution),
      reshape(outputGradient, [...outputGradient.shape, 1]),
    ),
    undefined,
  ],
  lower: (emitter, [logits, distribution], { inputs: [{ shape }] }) => {
    const axis = shape.length - 1;
    const weighted = emitter.node("Mul", [lowerLogSoftmax(emitter, logits, axis), distribution]);
    const axes = emitter.constant("int64", [1], [axis]);
    return emitter.node("Neg", [emitter.node("ReduceSum", [weighted, axes], { keepdims: { int: 0 } })]);
  },
  evaluate: ([logits, distribution], _, { shape }) => {
    const logs = overLines(logits, logits.shape.length - 1, logProbabilities);
    const classes = logits.shape[logits.shape.length - 1];
    const result = new Float64Array(shape.reduce((product, size) => product * size, 1));
    logs.forEach((value, position) => {
      result[Math.floor(position / classes)] -= value * distribution.data[position];
    });
    return result;
  },
});

/**
 * log softmax(x) = x − log Σ exp(x) over an axis, stable at any magnitude.
 *
 * @param x floats of any shape.
 * @param options `axis` counts from 0, or from the end where negative, and is the last by default.
 */
export function logSoftmax(x: Tensor, options: { axis?: number } = {}): Tensor {
  return apply(logSoftmaxOperation, [x], { axis: normalizeAxis("logSoftmax", options.axis ?? -1, x) });
}

/**
 * softmax(x) = exp(x) / Σ exp(x) over an axis, stable at any magnitude. Its gradient is y·(g − Σ g·y), which
 * needs the output alone.
 *
 * @param x floats of any shape.
 * @param options `axis` counts from 0, or from the end where negative, and is the last by default.
 */
export function softmax(x: Tensor, options: { axis?: number } = {}): Tensor {
  return apply(softmaxOperation, [x], { axis: normalizeAxis("softmax", options.axis ?? -1, x) });
}

/**
 * The cross-entropy −Σ_j q_j log softmax(z)_j along the last axis, stable at any magnitude. Its gradient is
 * softmax(z) − q, in one subtraction; the distribution q is data and has none.
 *
 * @param logits z, [..., classes].
 * @param distribution q, [..., classes]: along the last axis numbers of sum 1, such as `oneHot` gives.
 * @returns a tensor of shape [...].
 */
export function crossEntropy(logits: Tensor, distribution: Tensor): Tensor {
  return apply(crossEntropyOperation, [logits, distribution], {});
}
