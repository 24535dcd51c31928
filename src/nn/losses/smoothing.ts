import { add, multiply, scalar } from "../../graph/operations/index.ts";
import type { Tensor } from "../../graph/tensor.ts";

/** (1 − ε)·target + ε·middle: a target that is a little less sure of itself. */
export function smoothed(target: Tensor, epsilon: number, middle: number): Tensor {
  if (epsilon === 0) return target;
  const { dtype } = target;
  return add(multiply(target, scalar(1 - epsilon, dtype)), scalar(epsilon * middle, dtype));
}
