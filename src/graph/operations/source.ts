import { TrainwellError } from "../../base/errors.ts";
import { apply, defineOperation } from "../operation.ts";
import { type DType, type Shape, sizeOf, type Tensor } from "../tensor.ts";
import { requireShape } from "./rules.ts";

type InputAttributes = { readonly name: string; readonly dtype: DType; readonly shape: Shape };
type ConstantAttributes = { readonly dtype: DType; readonly shape: Shape; readonly data: Float64Array };

function suppliedByProgram(): never {
  throw new Error("an input is supplied by the program and never computed");
}

const inputOperation = defineOperation<InputAttributes>({
  name: "input",
  infer: (_, { dtype, shape }) => ({ dtype, shape: requireShape("input", shape, []) }),
  lower: suppliedByProgram,
  evaluate: suppliedByProgram,
});

const constantOperation = defineOperation<ConstantAttributes>({
  name: "constant",
  infer: (_, { dtype, shape }) => ({ dtype, shape }),
  lower: (emitter, _, { attributes: { dtype, shape, data } }) => emitter.constant(dtype, shape, data),
  evaluate: (_, { data }) => data,
});

/**
 * A tensor that the caller supplies at every run, under its name.
 *
 * @param name what the caller feeds it by; no two inputs of a graph have the same.
 * @param type `dtype` is the element type, and `shape` has positive whole numbers, of which one may be
 *   `BATCH` (or −k for k × batch).
 *
 * @example
 * const x = input("x", { dtype: "float32", shape: [BATCH, 784] });
 */
export function input(name: string, type: { readonly dtype: DType; readonly shape: Shape }): Tensor {
  return apply(inputOperation, [], { name, dtype: type.dtype, shape: type.shape });
}

/**
 * A tensor of fixed numbers, in row-major order.
 *
 * @param dtype the element type, such as "float32".
 * @param shape static dimensions.
 * @param data as many numbers as the shape has elements.
 * @throws TrainwellError `constant-size` when the number of elements does not fit the shape.
 */
export function constant(dtype: DType, shape: Shape, data: ArrayLike<number>): Tensor {
  if (sizeOf(shape) !== data.length) {
    throw new TrainwellError({
      kind: "usage",
      code: "constant-size",
      message: `constant of shape [${shape}]: expected ${sizeOf(shape)} elements, received ${data.length}.`,
      details: { shape, received: data.length },
    });
  }
  return apply(constantOperation, [], { dtype, shape, data: Float64Array.from(data) });
}

/**
 * A fixed number: a constant of shape [].
 *
 * @param value any number that the element type has.
 * @param dtype the element type, "float32" by default.
 */
export function scalar(value: number, dtype: DType = "float32"): Tensor {
  return constant(dtype, [], [value]);
}

/**
 * The numbers 0, 1, …, count − 1 as a tensor of one axis.
 *
 * @param count how many, from 1.
 * @param dtype the element type, "int32" by default.
 */
export function iota(count: number, dtype: DType = "int32"): Tensor {
  return constant(
    dtype,
    [count],
    Float64Array.from({ length: count }, (_, index) => index),
  );
}
