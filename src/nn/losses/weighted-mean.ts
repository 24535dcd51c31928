import { broadcastTo, divide, mean, multiply, reshape, sum } from "../../graph/operations/index.ts";
import { sameShape, type Tensor } from "../../graph/tensor.ts";

/**
 * The mean of losses under example weights and a mask: Σ w·m·l / Σ w·m; a scalar. Without both, the plain
 * mean.
 *
 * @param losses [batch] or [batch, ...].
 * @param weights of examples, [batch], none negative; in a batch not all may be zero.
 * @param mask of the shape of `losses`, or [batch]: 1 for what counts, 0 for what does not.
 */
export function weightedMean(losses: Tensor, weights?: Tensor, { mask }: { mask?: Tensor } = {}): Tensor {
  const factors = [weights, mask]
    .filter((factor) => factor !== undefined)
    .map((factor) => spread(factor, losses));
  if (factors.length === 0) return mean(losses);
  const factor = factors.reduce((product, next) => multiply(product, next));
  return divide(sum(multiply(losses, factor)), sum(factor));
}

/** A factor for each example as one for each loss. */
function spread(factor: Tensor, losses: Tensor): Tensor {
  if (sameShape(factor.shape, losses.shape)) return factor;
  const column = reshape(factor, [factor.shape[0], ...losses.shape.slice(1).map(() => 1)]);
  return broadcastTo(column, losses.shape);
}
