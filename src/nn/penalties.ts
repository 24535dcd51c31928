import { abs, add, multiply, scalar, sum } from "../graph/operations/index.ts";
import type { Tensor } from "../graph/tensor.ts";

/**
 * The L1 penalty λ·Σ|w| over decayed parameters; a scalar to add to the loss. Its derivative at 0 is taken as
 * 0.
 *
 * @param parameters at least one tensor, of any shapes.
 * @param strength the scalar λ.
 */
export function l1Penalty(parameters: readonly Tensor[], strength: Tensor): Tensor {
  return multiply(total(parameters.map((parameter) => sum(abs(parameter)))), strength);
}

/**
 * The L2 penalty λ/2·Σw² over decayed parameters; a scalar to add to the loss. With the half, its gradient is
 * λ·w: the same as the `weight_decay` of PyTorch's SGD and Adam (not AdamW, which is our optimizers'
 * `weightDecay`).
 *
 * @param parameters at least one tensor, of any shapes.
 * @param strength the scalar λ.
 */
export function l2Penalty(parameters: readonly Tensor[], strength: Tensor): Tensor {
  const squares = total(parameters.map((parameter) => sum(multiply(parameter, parameter))));
  return multiply(squares, multiply(strength, scalar(0.5, strength.dtype)));
}

function total(terms: readonly Tensor[]): Tensor {
  return terms.reduce((sofar, term) => add(sofar, term));
}
