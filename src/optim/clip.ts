import {
  add,
  divide,
  maximum,
  minimum,
  multiply,
  negate,
  scalar,
  sqrt,
  sum,
} from "../graph/operations/index.ts";
import type { Tensor } from "../graph/tensor.ts";

/** Keeps the division finite where all gradients are zero; PyTorch's number. */
const NORM_EPSILON = 1e-6;

/**
 * Clips every element to [−limit, limit], as `torch.nn.utils.clip_grad_value_`.
 *
 * @param limit a positive scalar.
 */
export function clipByValue(gradients: readonly Tensor[], limit: Tensor): Tensor[] {
  return gradients.map((gradient) => minimum(maximum(gradient, negate(limit)), limit));
}

/**
 * Scales all gradients by one factor so that their common norm is at most `limit`, as
 * `torch.nn.utils.clip_grad_norm_`: the factor is min(1, limit / (‖g‖ + 1e-6)).
 *
 * @param limit a positive scalar.
 * @see Pascanu, Mikolov & Bengio, On the Difficulty of Training Recurrent Neural Networks, 2013
 */
export function clipByGlobalNorm(gradients: readonly Tensor[], limit: Tensor): Tensor[] {
  const norm = add(globalNorm(gradients), scalar(NORM_EPSILON, limit.dtype));
  const factor = minimum(divide(limit, norm), scalar(1, limit.dtype));
  return gradients.map((gradient) => multiply(gradient, factor));
}

/** The Euclidean norm of all gradients together, a scalar: √(Σ g²). */
export function globalNorm(gradients: readonly Tensor[]): Tensor {
  return sqrt(
    gradients.map((gradient) => sum(multiply(gradient, gradient))).reduce((total, term) => add(total, term)),
  );
}
