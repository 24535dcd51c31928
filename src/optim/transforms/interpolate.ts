import { add, multiply } from "../../graph/operations/index.ts";
import type { Transform } from "./transform.ts";

/**
 * Lion's two averages in one: the direction is beta1·m + (1 − beta1)·g up to a positive factor, and then
 * m ← beta2·m + (1 − beta2)·g. For the sum M = m / (1 − beta2) it is c·M + g with
 * c = beta1·(1 − beta2) / (1 − beta1), so only what does not see a factor, such as `signOf`, may follow.
 */
export function interpolate({ beta1, beta2 }: { beta1: number; beta2: number }): Transform {
  return {
    slots: [{ name: "sumOfGradients" }],
    constants: {
      "optimizer.beta2": beta2,
      "optimizer.pastShare": (beta1 * (1 - beta2)) / (1 - beta1),
    },
    apply: (gradient, { slots: [sum], scalar }) => ({
      direction: add(multiply(sum, scalar("optimizer.pastShare")), gradient),
      slots: [add(multiply(sum, scalar("optimizer.beta2")), gradient)],
    }),
  };
}
