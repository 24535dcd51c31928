import { add, multiply, reverse, scalar, subtract } from "../graph/operations/index.ts";
import { isFloat, type Tensor } from "../graph/tensor.ts";

/**
 * Mixes each example of a batch with the one as far from the batch's other end, which is a random one,
 * because batches are shuffled: λ·x + (1 − λ)·x' (Zhang et al., "mixup: Beyond Empirical Risk Minimization",
 * 2018). The middle one of an odd batch is mixed with itself.
 */
export function mixExamples(rows: Tensor, share: Tensor): Tensor {
  return isFloat(rows.dtype) ? mix(rows, reverse(rows, 0), share) : rows;
}

/**
 * The loss of a mixed batch: λ·l(target) + (1 − λ)·l(target of the other example). For losses that are linear
 * in the target this is the loss of the mixed target.
 */
export function mixedLoss(
  lossOf: (target: Tensor, weights: Tensor | undefined) => Tensor,
  { target, weights, share }: { target: Tensor; weights: Tensor | undefined; share: Tensor },
): Tensor {
  const others = weights && reverse(weights, 0);
  return mix(lossOf(target, weights), lossOf(reverse(target, 0), others), share);
}

function mix(own: Tensor, other: Tensor, share: Tensor): Tensor {
  return add(multiply(own, share), multiply(other, subtract(scalar(1, share.dtype), share)));
}
