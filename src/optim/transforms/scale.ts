import type { Transform } from "./transform.ts";

/** Multiplies the step size by a factor, computed by the host; no pass over the state. */
export function scale(factor: number): Transform {
  return { stepSize: (size) => size * factor };
}

/** Multiplies the learning rate by a factor, and so the step size and the weight decay of a step. */
export function scaleLearningRate(factor: number): Transform {
  return { learningRate: (rate) => rate * factor };
}
