import { add, divide, mean, multiply, reshape, sqrt, subtract } from "../../../graph/operations/index.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import type { BuildContext } from "../../layer.ts";
import { constantLike, onlyAxes } from "../common/inputs.ts";

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

/**
 * The learned numbers for each place along some axes of `y`, of their sizes, shaped to be repeated along the
 * others.
 */
function learned(
  context: BuildContext,
  y: Tensor,
  of: { name: string; axes: readonly number[]; initializer: "ones" | "zeros" },
): Tensor {
  const { name, axes, initializer } = of;
  const shape = axes.map((axis) => y.shape[axis]);
  return reshape(context.parameter(name, { shape, initializer, decay: false }), onlyAxes(y.shape, axes));
}

/**
 * A learned scale, which begins at 1, and a learned shift, which begins at 0, along `axes`; neither is
 * decayed.
 */
export function learnedAffine(
  context: BuildContext,
  y: Tensor,
  axes: readonly number[],
): { scale: Tensor; shift: Tensor } {
  return {
    scale: learned(context, y, { name: "scale", axes, initializer: "ones" }),
    shift: learned(context, y, { name: "shift", axes, initializer: "zeros" }),
  };
}

/**
 * y · scale + shift with learned numbers for each place along `axes`: their shape is those axes' sizes; scale
 * begins at 1, shift at 0, neither is decayed.
 */
export function withAffine(
  context: BuildContext,
  y: Tensor,
  { axes, shift }: { axes: readonly number[]; shift: boolean },
): Tensor {
  const scaled = multiply(y, learned(context, y, { name: "scale", axes, initializer: "ones" }));
  return shift ? add(scaled, learned(context, y, { name: "shift", axes, initializer: "zeros" })) : scaled;
}
