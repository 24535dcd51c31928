import { add, divide, maximum, multiply, scalar, sqrt, subtract } from "../../graph/operations/index.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Transform } from "./transform.ts";

/**
 * RMSprop's scaling: s ← smoothing·s + (1 − smoothing)·g²; the direction is g / (√s + epsilon). With
 * `centered`, s is replaced by the variance s − m², for m ← smoothing·m + (1 − smoothing)·g; one that
 * rounding makes negative is taken as 0.
 *
 * The slots hold the sums S = s / (1 − smoothing) and M = m / (1 − smoothing), which saves passes over the
 * state. PyTorch's `square_avg` is (1 − smoothing)·S, its `grad_avg` (1 − smoothing)·M.
 *
 * @param options `smoothing` in [0, 1); `epsilon`, a positive number; `centered`, false by default.
 * @see Tieleman & Hinton, Lecture 6.5, Neural Networks for Machine Learning, 2012
 * @see Graves, Generating Sequences With Recurrent Neural Networks, 2013, for `centered`
 */
export function scaleByRms(options: { smoothing: number; epsilon: number; centered?: boolean }): Transform {
  const { smoothing, epsilon, centered } = options;
  const scale = Math.sqrt(1 - smoothing);
  return {
    slots: [{ name: "sumOfSquares" }, ...(centered ? [{ name: "sumOfGradients" }] : [])],
    constants: {
      "optimizer.epsilon": epsilon / scale,
      "optimizer.smoothing": smoothing,
      ...(centered ? { "optimizer.newShare": 1 - smoothing } : {}),
    },
    stepSize: (size) => size / scale,
    apply(gradient, step) {
      const decay = step.scalar("optimizer.smoothing");
      const squares = add(multiply(step.slots[0], decay), multiply(gradient, gradient));
      const sums = centered ? [add(multiply(step.slots[1], decay), gradient)] : [];
      const spread = centered ? variance(squares, sums[0], step.scalar("optimizer.newShare")) : squares;
      const direction = divide(gradient, add(sqrt(spread), step.scalar("optimizer.epsilon")));
      return { direction, slots: [squares, ...sums] };
    },
  };
}

/** (s − m²) / share, in the sums S = s / share and M = m / share. */
function variance(squares: Tensor, sums: Tensor, share: Tensor): Tensor {
  return maximum(subtract(squares, multiply(multiply(sums, sums), share)), scalar(0, squares.dtype));
}
