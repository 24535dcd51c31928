import { apply, defineOperation } from "../operation.ts";
import { type DType, isFloat, type Tensor } from "../tensor.ts";
import { ONNX_DTYPES } from "./rules.ts";

type CastAttributes = { readonly to: DType };

/** One number as an element of a type: integers are cut towards zero and wrap, booleans are 0 or 1. */
function convert(value: number, to: DType): number {
  switch (to) {
    case "bool":
      return value === 0 ? 0 : 1;
    case "uint8":
      return value & 0xff;
    case "uint32":
      return value >>> 0;
    case "int32":
      return value | 0;
    case "int64":
      return Math.trunc(value);
    default:
      return value;
  }
}

const castOperation = defineOperation<CastAttributes>({
  name: "cast",
  infer: ([x], { to }) => ({ dtype: to, shape: x.shape }),
  gradient: ({ inputs: [x], attributes, outputGradient }) => [
    isFloat(x.dtype) && isFloat(attributes.to) ? cast(outputGradient, x.dtype) : undefined,
  ],
  lower: (emitter, [x], { attributes }) =>
    emitter.node("Cast", [x], { to: { int: ONNX_DTYPES[attributes.to] } }),
  evaluate: ([x], { to }) => x.data.map((value) => convert(value, to)),
});

const stopGradientOperation = defineOperation({
  name: "stopGradient",
  infer: ([x]) => ({ dtype: x.dtype, shape: x.shape }),
  lower: (_, [x]) => x,
  evaluate: ([x]) => x.data,
});

/**
 * The elements of `x` as another type (`dtype`). Integers are cut towards zero; a gradient passes only from
 * float to float.
 */
export function cast(x: Tensor, dtype: DType): Tensor {
  return x.dtype === dtype ? x : apply(castOperation, [x], { to: dtype });
}

/** `x` itself, but a constant to differentiation. */
export function stopGradient(x: Tensor): Tensor {
  return apply(stopGradientOperation, [x], {});
}
