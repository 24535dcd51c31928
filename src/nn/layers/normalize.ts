import { add, divide, mean, multiply, reshape, sqrt, subtract } from "../../graph/operations/index.ts";
import type { Shape, Tensor } from "../../graph/tensor.ts";
import type { BuildContext } from "../layer.ts";
import { constantLike } from "./inputs.ts";

/** 1 / √(x + epsilon). */
export function inverseRoot(x: Tensor, epsilon: number): Tensor {
  return divide(constantLike(x, 1), sqrt(add(x, constantLike(x, epsilon))));
}

/** (x − mean) / √(variance + epsilon) with the mean and the biased variance over axes. */
export function standardize(
  x: Tensor,
  { axes, epsilon }: { axes: readonly number[]; epsilon: number },
): Tensor {
  const centered = subtract(x, mean(x, { axes, keepDimensions: true }));
  const variance = mean(multiply(centered, centered), { axes, keepDimensions: true });
  return multiply(centered, inverseRoot(variance, epsilon));
}

/** The shape of `x` with every axis 1 but those named. */
export function onlyAxes(shape: Shape, axes: readonly number[]): Shape {
  return shape.map((size, axis) => (axes.includes(axis) ? size : 1));
}

/**
 * y · scale + shift with learned numbers for each place along `axes`: their shape is those axes' sizes; scale begins at 1,
 * shift at 0, neither is decayed.
 */
export function withAffine(
  context: BuildContext,
  y: Tensor,
  { axes, shift }: { axes: readonly number[]; shift: boolean },
): Tensor {
  const shape = axes.map((axis) => y.shape[axis]);
  const along = onlyAxes(y.shape, axes);
  const learned = (name: string, initializer: "ones" | "zeros") =>
    reshape(context.parameter(name, { shape, initializer, decay: false }), along);
  const scaled = multiply(y, learned("scale", "ones"));
  return shift ? add(scaled, learned("shift", "zeros")) : scaled;
}
