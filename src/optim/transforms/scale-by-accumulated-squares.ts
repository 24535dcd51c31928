import { add, divide, multiply, sqrt } from "../../graph/operations/index.ts";
import type { Transform } from "./transform.ts";

/**
 * Adagrad's scaling: s ← s + g²; the direction is g / (√s + epsilon).
 *
 * @param options `initial`, at least 0, is s before the first step.
 * @see Duchi, Hazan & Singer, Adaptive Subgradient Methods for Online Learning and Stochastic Optimization,
 * 2011
 */
export function scaleByAccumulatedSquares(options: { initial: number; epsilon: number }): Transform {
  return {
    slots: [{ name: "sumOfSquares", initial: options.initial }],
    constants: { "optimizer.epsilon": options.epsilon },
    apply(gradient, { slots, scalar }) {
      const squares = add(slots[0], multiply(gradient, gradient));
      return {
        direction: divide(gradient, add(sqrt(squares), scalar("optimizer.epsilon"))),
        slots: [squares],
      };
    },
  };
}
