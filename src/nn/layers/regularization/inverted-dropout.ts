import { cast, counterMask, divide, multiply, subtract } from "../../../graph/operations/index.ts";
import type { Shape, Tensor } from "../../../graph/tensor.ts";
import { constantLike } from "../common/inputs.ts";

/**
 * Sets random elements of `x` to zero with the chance `rate`, and divides the others by 1 − rate, so that the
 * expected value stays. Element i of the mask is kept where `maskUniform(key, i) >= rate`.
 *
 * @param options `key` a uint32 scalar; `rate` a float scalar in [0, 1); `shape` of the mask, which is
 * broadcast over `x`.
 */
export function dropRandomly(
  x: Tensor,
  { key, rate, shape = x.shape }: { key: Tensor; rate: Tensor; shape?: Shape },
): Tensor {
  // The rate is compared in float32, which holds the drawn numbers, so that every precision drops the same
  // values.
  const kept = counterMask(key, asFloat32(rate), shape);
  const scale = divide(constantLike(rate, 1), subtract(constantLike(rate, 1), rate));
  return multiply(x, multiply(cast(kept, x.dtype), scale));
}

function asFloat32(x: Tensor): Tensor {
  return x.dtype === "float32" ? x : cast(x, "float32");
}
