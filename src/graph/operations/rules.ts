import { largestOf } from "../../base/lists.ts";
import { shapeError } from "../operation.ts";
import type { DType, Shape, TensorType } from "../tensor.ts";

/**
 * The element types that arithmetic is defined on. Booleans and small or unsigned integers are cast first.
 */
export const NUMBERS: readonly DType[] = ["float32", "float64", "int32", "int64"];
export const FLOATS: readonly DType[] = ["float32", "float64"];
export const INTEGERS: readonly DType[] = ["int32", "int64"];

/** ONNX's numbers for element types, as the attribute `to` of Cast takes them. */
export const ONNX_DTYPES: Readonly<Record<DType, number>> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float64: 11,
  uint32: 12,
};

/** Throws unless all inputs share one element type, which is among `allowed`. */
export function requireDtype(
  operation: string,
  inputs: readonly TensorType[],
  allowed: readonly DType[],
): DType {
  const dtype = inputs[0].dtype;
  if (inputs.some((input) => input.dtype !== dtype))
    throw shapeError(
      operation,
      "inputs of one element type",
      inputs,
      "Convert one of them with cast(x, dtype).",
    );
  if (!allowed.includes(dtype))
    throw shapeError(
      operation,
      `element type ${allowed.join(" or ")}`,
      inputs,
      "Convert it with cast(x, dtype).",
    );
  return dtype;
}

/** Throws unless each dimension is a nonzero integer and at most one is dynamic. Returns the shape. */
export function requireShape(operation: string, shape: Shape, inputs: readonly TensorType[]): Shape {
  if (!shape.every((dimension) => Number.isInteger(dimension) && dimension !== 0))
    throw shapeError(operation, `dimensions that are nonzero integers in the result [${shape}]`, inputs);
  if (shape.filter((dimension) => dimension < 0).length > 1)
    throw shapeError(operation, "a result with at most one batch axis", inputs);
  return shape;
}

/** The shape that numpy's broadcasting gives: dimensions aligned at the end, equal or 1. */
export function broadcastShapes(
  operation: string,
  inputs: readonly TensorType[],
  shapes: readonly Shape[] = inputs.map((input) => input.shape),
): Shape {
  const rank = largestOf(shapes.map((shape) => shape.length));
  const result: number[] = new Array(rank).fill(1);
  for (const shape of shapes) {
    shape.forEach((dimension, position) => {
      const axis = rank - shape.length + position;
      if (result[axis] === 1) result[axis] = dimension;
      else if (dimension !== 1 && dimension !== result[axis])
        throw shapeError(
          operation,
          "shapes that broadcast (dimensions equal or 1, aligned at the end)",
          inputs,
        );
    });
  }
  return requireShape(operation, result, inputs);
}

/** An axis as a number from 0; negative ones count from the end. */
export function normalizeAxis(operation: string, axis: number, input: TensorType): number {
  const rank = input.shape.length;
  const normalized = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || normalized < 0 || normalized >= rank)
    throw shapeError(operation, `an axis between ${-rank} and ${rank - 1} instead of ${axis}`, [input]);
  return normalized;
}
