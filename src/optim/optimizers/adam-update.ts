import { add, divide, multiply, sqrt, subtract } from "../../graph/operations/index.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { StepMoment, UpdateArguments } from "../optimizer.ts";
import { decayed, decayScalars } from "./weight-decay.ts";

export interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

/** The state that Adam keeps for each parameter; see {@link adamUpdate}. */
export const ADAM_SLOTS = ["sumOfGradients", "sumOfSquares"] as const;

/** Those of Adam's scalars that no step changes. */
export const ADAM_CONSTANTS = ["optimizer.beta1", "optimizer.beta2"] as const;

/**
 * Adam's scalars. With c1 = 1 − beta1^t and c2 = 1 − beta2^t, Adam's update
 * rate / c1 · m / (√(v / c2) + epsilon) becomes, for M = m / (1 − beta1) and V = v / (1 − beta2),
 * stepSize · M / (√V + scaledEpsilon) with r = √((1 − beta2) / c2), stepSize = rate·(1 − beta1) / (c1·r) and
 * scaledEpsilon = epsilon / r.
 */
export function adamScalars(options: AdamOptions, moment: StepMoment): Record<string, number> {
  const { beta1, beta2, epsilon } = options;
  const correction1 = 1 - beta1 ** moment.step;
  const correction2 = 1 - beta2 ** moment.step;
  const scale = Math.sqrt((1 - beta2) / correction2);
  return {
    "optimizer.beta1": beta1,
    "optimizer.beta2": beta2,
    "optimizer.stepSize": (moment.learningRate * (1 - beta1)) / (correction1 * scale),
    "optimizer.epsilon": epsilon / scale,
    ...decayScalars(options, moment),
  };
}

/**
 * Adam in ten passes over the state, two fewer than as written in the paper: the slots hold the decayed sums
 * M ← beta1·M + g and V ← beta2·V + g². PyTorch's `exp_avg` is (1 − beta1)·M, its `exp_avg_sq` (1 − beta2)·V.
 */
export function adamUpdate(step: UpdateArguments<AdamOptions>): { parameter: Tensor; slots: Tensor[] } {
  const { gradient, scalar } = step;
  const sumOfGradients = add(multiply(step.slots[0], scalar("optimizer.beta1")), gradient);
  const sumOfSquares = add(multiply(step.slots[1], scalar("optimizer.beta2")), multiply(gradient, gradient));
  const direction = divide(sumOfGradients, add(sqrt(sumOfSquares), scalar("optimizer.epsilon")));
  const change = multiply(direction, scalar("optimizer.stepSize"));
  return { parameter: subtract(decayed(step), change), slots: [sumOfGradients, sumOfSquares] };
}
