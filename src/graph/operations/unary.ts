import type { Emitter } from "../operation.ts";
import type { DType } from "../tensor.ts";
import { divide, multiply, negate, square, subtract } from "./arithmetic.ts";
import { defineUnary } from "./elementwise.ts";
import { errorFunction } from "./error-function.ts";
import { FLOATS, NUMBERS, ONNX_DTYPES } from "./rules.ts";
import { scalar } from "./source.ts";

/** eˣ of each element x. */
export const exp = /* @__PURE__ */ defineUnary({
  name: "exp",
  onnx: "Exp",
  dtypes: FLOATS,
  evaluate: Math.exp,
  gradient: ({ output, outputGradient }) => [multiply(outputGradient, output)],
});

/** The natural logarithm of each element x > 0. */
export const log = /* @__PURE__ */ defineUnary({
  name: "log",
  onnx: "Log",
  dtypes: FLOATS,
  evaluate: Math.log,
  gradient: ({ inputs: [x], outputGradient }) => [divide(outputGradient, x)],
});

/** √x of each element x ≥ 0; the gradient is infinite at 0. */
export const sqrt = /* @__PURE__ */ defineUnary({
  name: "sqrt",
  onnx: "Sqrt",
  dtypes: FLOATS,
  evaluate: Math.sqrt,
  gradient: ({ output, outputGradient }) => [
    divide(multiply(outputGradient, scalar(0.5, output.dtype)), output),
  ],
});

/** 1 / x of each element x. */
export const reciprocal = /* @__PURE__ */ defineUnary({
  name: "reciprocal",
  onnx: "Reciprocal",
  dtypes: FLOATS,
  evaluate: (x) => 1 / x,
  gradient: ({ output, outputGradient }) => [negate(multiply(outputGradient, square(output)))],
});

/** The hyperbolic tangent of each element x. */
export const tanh = /* @__PURE__ */ defineUnary({
  name: "tanh",
  onnx: "Tanh",
  dtypes: FLOATS,
  evaluate: Math.tanh,
  gradient: ({ output, outputGradient }) => [
    multiply(outputGradient, subtract(scalar(1, output.dtype), square(output))),
  ],
});

/** The logistic function 1 / (1 + e⁻ˣ) of each element x. */
export const sigmoid = /* @__PURE__ */ defineUnary({
  name: "sigmoid",
  onnx: "Sigmoid",
  dtypes: FLOATS,
  evaluate: (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))),
  gradient: ({ output, outputGradient }) => [
    multiply(outputGradient, multiply(output, subtract(scalar(1, output.dtype), output))),
  ],
});

/**
 * 1 where x > 0, else 0; its gradient is zero. In float32 on the CPU, x below 3.4e-39 (subnormal) may give a
 * fraction.
 */
export const isPositive = /* @__PURE__ */ defineUnary({
  name: "isPositive",
  // One pass instead of two: the slope makes every normal number at least 1, which is where HardSigmoid cuts.
  onnx: (emitter, [x], { output: { dtype } }) =>
    emitter.device === "cpu" && dtype === "float32"
      ? emitter.node("HardSigmoid", [x], { alpha: { float: 3e38 }, beta: { float: 0 } })
      : emitter.node("Cast", [emitter.node("Greater", [x, emitter.constant(dtype, [], [0])])], {
          to: { int: ONNX_DTYPES[dtype] },
        }),
  dtypes: FLOATS,
  evaluate: (x) => (x > 0 ? 1 : 0),
});

/** max(x, 0) of each element x. The gradient at 0 is 0, as in PyTorch. */
export const relu = /* @__PURE__ */ defineUnary({
  name: "relu",
  onnx: "Relu",
  dtypes: FLOATS,
  evaluate: (x) => Math.max(x, 0),
  // Asking the output keeps the input from having to be kept.
  gradient: ({ output, outputGradient }) => [multiply(outputGradient, isPositive(output))],
});

/** The error function 2/√π ∫₀ˣ e^(−t²) dt of each element x. */
export const erf = /* @__PURE__ */ defineUnary({
  name: "erf",
  onnx: "Erf",
  dtypes: FLOATS,
  evaluate: errorFunction,
  gradient: ({ inputs: [x], outputGradient }) => [
    multiply(outputGradient, multiply(exp(negate(square(x))), scalar(2 / Math.sqrt(Math.PI), x.dtype))),
  ],
});

/** −1, 0 or 1, the sign of each element x; its gradient is zero. */
export const sign = /* @__PURE__ */ defineUnary({
  name: "sign",
  onnx: (emitter, [x], { output }) =>
    emitter.device === "cpu" ? emitter.node("Sign", [x]) : signByComparison(emitter, x, output.dtype),
  dtypes: NUMBERS,
  evaluate: Math.sign,
});

/** WebGPU has no Sign. */
function signByComparison(emitter: Emitter, x: string, dtype: DType): string {
  const zero = emitter.constant(dtype, [], [0]);
  const to = { to: { int: ONNX_DTYPES[dtype] } };
  const positive = emitter.node("Cast", [emitter.node("Greater", [x, zero])], to);
  const negative = emitter.node("Cast", [emitter.node("Less", [x, zero])], to);
  return emitter.node("Sub", [positive, negative]);
}

/** |x| of each element x. The gradient at 0 is 0. */
export const abs = /* @__PURE__ */ defineUnary({
  name: "abs",
  onnx: "Abs",
  dtypes: NUMBERS,
  evaluate: Math.abs,
  gradient: ({ inputs: [x], outputGradient }) => [multiply(outputGradient, sign(x))],
});

/** sin x of each element x, in radians. */
export const sine = /* @__PURE__ */ defineUnary({
  name: "sine",
  onnx: "Sin",
  dtypes: FLOATS,
  evaluate: Math.sin,
  gradient: ({ inputs: [x], outputGradient }) => [multiply(outputGradient, cosine(x))],
});

/** cos x of each element x, in radians. */
export const cosine = /* @__PURE__ */ defineUnary({
  name: "cosine",
  onnx: "Cos",
  dtypes: FLOATS,
  evaluate: Math.cos,
  gradient: ({ inputs: [x], outputGradient }) => [negate(multiply(outputGradient, sine(x)))],
});

/** The greatest integer not above x; its gradient is zero. */
export const floor = /* @__PURE__ */ defineUnary({
  name: "floor",
  onnx: "Floor",
  dtypes: FLOATS,
  evaluate: Math.floor,
});
