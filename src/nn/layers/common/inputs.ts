import { shapeError } from "../../../graph/operation.ts";
import { scalar } from "../../../graph/operations/index.ts";
import { isFloat, type Shape, sameShape, type Tensor } from "../../../graph/tensor.ts";

/** A layer's only input, which must be of floats. */
export function onlyInput(kind: string, inputs: readonly Tensor[]): Tensor {
  if (inputs.length !== 1 || !isFloat(inputs[0].dtype)) throw shapeError(kind, "one input of floats", inputs);
  return inputs[0];
}

/** A layer's only input, floats [batch, channels, ...] with at least one axis after the channels. */
export function channelsInput(kind: string, inputs: readonly Tensor[]): Tensor {
  const [x] = inputs;
  if (inputs.length !== 1 || !isFloat(x.dtype) || x.shape.length < 3)
    throw shapeError(kind, "one input of floats [batch, channels, ...] with three axes or more", inputs);
  return x;
}

/** A layer's inputs, at least two, which must have one type and shape. */
export function equalInputs(kind: string, inputs: readonly Tensor[]): readonly Tensor[] {
  const [first] = inputs;
  const equal = inputs.every((input) => input.dtype === first.dtype && sameShape(input.shape, first.shape));
  if (inputs.length < 2 || !equal) throw shapeError(kind, "at least two inputs of one shape", inputs);
  return inputs;
}

/** A constant of the element type of `x`. */
export function constantLike(x: Tensor, value: number): Tensor {
  return scalar(value, x.dtype);
}

/** The shape with every axis 1 but those named. */
export function onlyAxes(shape: Shape, axes: readonly number[]): Shape {
  return shape.map((size, axis) => (axes.includes(axis) ? size : 1));
}
