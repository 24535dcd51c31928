import { add, exp, log, max, reshape, stopGradient, subtract, sum } from "./operations/index.ts";
import type { Tensor } from "./tensor.ts";

export { softmax } from "./operations/index.ts";

/**
 * x − max x over an axis: exponentials of it cannot overflow. The maximum is a constant to differentiation.
 */
function shifted(x: Tensor, axis: number): { difference: Tensor; greatest: Tensor } {
  const greatest = stopGradient(max(x, { axes: [axis], keepDimensions: true }));
  return { difference: subtract(x, greatest), greatest };
}

/** log Σ exp(x) over an axis (the last by default), which goes; stable at any magnitude. */
export function logSumExp(x: Tensor, options: { axis?: number } = {}): Tensor {
  const axis = options.axis ?? -1;
  const { difference, greatest } = shifted(x, axis);
  const total = log(sum(exp(difference), { axes: [axis] }));
  return add(total, reshape(greatest, total.shape));
}
