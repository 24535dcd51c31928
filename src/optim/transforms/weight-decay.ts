import { multiply } from "../../graph/operations/index.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { UpdateArguments } from "../optimizer.ts";

/** The factor of decoupled weight decay: 1 − rate·weightDecay. */
export function decayFactor(weightDecay: number, learningRate: number): number {
  return 1 - learningRate * weightDecay;
}

/**
 * The parameter after decoupled weight decay, or itself where there is none; `name` is that of the factor's
 * scalar.
 */
export function decayed(
  { parameter, decay, options, scalar }: UpdateArguments<{ weightDecay: number }>,
  name: string,
): Tensor {
  return decay && options.weightDecay > 0 ? multiply(parameter, scalar(name)) : parameter;
}
