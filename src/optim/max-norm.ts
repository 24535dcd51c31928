import { add, divide, minimum, multiply, scalar, sqrt, sum } from "../graph/operations/index.ts";
import type { Tensor } from "../graph/tensor.ts";

/** Keeps the division finite where all of a unit's weights are zero; PyTorch's number. */
const NORM_EPSILON = 1e-7;

/**
 * Scales the incoming weights of each unit whose norm is above `limit` down to it, as `torch.renorm`: by
 * min(1, limit / (‖w‖ + 1e-7)).
 *
 * @param axes along which a unit's incoming weights lie: [0] of a dense weight [in, out], all but the first
 *   of kernels [out, in, ...window].
 * @param limit a positive scalar.
 * @see Srivastava et al., Dropout: A Simple Way to Prevent Neural Networks from Overfitting, 2014, section
 * 5.1
 */
export function limitNorms(
  weight: Tensor,
  { axes, limit }: { axes: readonly number[]; limit: Tensor },
): Tensor {
  const norms = sqrt(sum(multiply(weight, weight), { axes, keepDimensions: true }));
  const factor = divide(limit, add(norms, scalar(NORM_EPSILON, limit.dtype)));
  return multiply(weight, minimum(factor, scalar(1, limit.dtype)));
}
