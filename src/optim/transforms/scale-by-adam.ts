import { add, divide, maximum, multiply, sqrt } from "../../graph/operations/index.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { StepMoment } from "../optimizer.ts";
import type { Transform, TransformArguments } from "./transform.ts";

/** The decays of Adam's two averages, and what keeps its denominator from zero. */
export interface AdamOptions {
  /** The share of the average gradient that stays at each step, in [0, 1). */
  readonly beta1: number;
  /** The share of the average squared gradient that stays at each step, in [0, 1). */
  readonly beta2: number;
  /** Added to the root of the average square; a positive number. */
  readonly epsilon: number;
}

/** The state of all of Adam's family: M ← beta1·M + g and V ← beta2·V + g². */
export const ADAM_SLOTS = [{ name: "sumOfGradients" }, { name: "sumOfSquares" }] as const;

/** The constants of all of Adam's family. */
export function adamConstants({ beta1, beta2 }: AdamOptions): Record<string, number> {
  return { "optimizer.beta1": beta1, "optimizer.beta2": beta2 };
}

/** r = √((1 − beta2) / (1 − beta2^t)), by which √(v / (1 − beta2^t)) = r·√V for V = v / (1 − beta2). */
export function adamScale({ beta2 }: Pick<AdamOptions, "beta2">, { step }: StepMoment): number {
  return Math.sqrt((1 - beta2) / (1 - beta2 ** step));
}

/** Both sums after the step. */
export function adamSums(gradient: Tensor, { slots, scalar }: TransformArguments): [Tensor, Tensor] {
  return [
    add(multiply(slots[0], scalar("optimizer.beta1")), gradient),
    add(multiply(slots[1], scalar("optimizer.beta2")), multiply(gradient, gradient)),
  ];
}

/**
 * Adam's scaling: m̂ / (√v̂ + epsilon), with averages corrected for their start at zero. Together with the
 * update it takes ten passes over the state, two fewer than as written in the paper: the slots hold the
 * decayed sums M = m / (1 − beta1) and V = v / (1 − beta2). With c1 = 1 − beta1^t and r of
 * {@link adamScale}, the update rate / c1 · m / (√(v / c2) + epsilon) becomes
 * stepSize · M / (√V + epsilon / r) for stepSize = rate·(1 − beta1) / (c1·r). PyTorch's `exp_avg` is
 * (1 − beta1)·M, its `exp_avg_sq` (1 − beta2)·V.
 *
 * @param options both decays and epsilon; `amsgrad` (false by default) divides by the largest v so far:
 *   max(v1, ..., vt), before its correction, as PyTorch does.
 * @see Kingma & Ba, Adam: A Method for Stochastic Optimization, 2015
 * @see Reddi, Kale & Kumar, On the Convergence of Adam and Beyond, 2018, for `amsgrad`
 */
export function scaleByAdam(options: AdamOptions & { amsgrad?: boolean }): Transform {
  const { beta1, epsilon } = options;
  return {
    slots: [...ADAM_SLOTS, ...(options.amsgrad ? [{ name: "largestSumOfSquares" }] : [])],
    constants: adamConstants(options),
    scalars: (moment) => ({ "optimizer.epsilon": epsilon / adamScale(options, moment) }),
    stepSize: (size, moment) =>
      (size * (1 - beta1)) / ((1 - beta1 ** moment.step) * adamScale(options, moment)),
    apply(gradient, step) {
      const [sumOfGradients, sumOfSquares] = adamSums(gradient, step);
      const largest = options.amsgrad ? [maximum(step.slots[2], sumOfSquares)] : [];
      const spread = add(sqrt(largest[0] ?? sumOfSquares), step.scalar("optimizer.epsilon"));
      return {
        direction: divide(sumOfGradients, spread),
        slots: [sumOfGradients, sumOfSquares, ...largest],
      };
    },
  };
}
