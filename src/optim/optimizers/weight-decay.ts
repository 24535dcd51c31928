import { multiply } from "../../graph/operations/index.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { StepMoment, UpdateArguments } from "../optimizer.ts";

const FACTOR = "optimizer.decayFactor";

/** The scalar of decoupled weight decay: the factor 1 − rate·weightDecay. */
export function decayScalars(
  options: { weightDecay: number },
  { learningRate }: StepMoment,
): Record<string, number> {
  return { [FACTOR]: 1 - learningRate * options.weightDecay };
}

/** The parameter after decoupled weight decay, or itself where there is none. */
export function decayed({
  parameter,
  decay,
  options,
  scalar,
}: UpdateArguments<{ weightDecay: number }>): Tensor {
  return decay && options.weightDecay > 0 ? multiply(parameter, scalar(FACTOR)) : parameter;
}
