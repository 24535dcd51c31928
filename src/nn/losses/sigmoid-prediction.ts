import { softmax } from "../../graph/functions.ts";
import { concatenate, negate, sigmoid, softplus } from "../../graph/operations/index.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { TargetKind } from "./loss.ts";

/**
 * The probabilities of outputs that answer one question each: of labels the sigmoids; of two classes with one
 * output σ(−z) and σ(z); of more classes the sigmoids divided by their sum.
 */
export function sigmoidPrediction(output: Tensor, { target }: { target: TargetKind }): Tensor {
  if (target === "labels") return sigmoid(output);
  if (output.shape[1] === 1) return concatenate([sigmoid(negate(output)), sigmoid(output)], 1);
  return softmax(logSigmoid(output));
}

function logSigmoid(x: Tensor): Tensor {
  return negate(softplus(negate(x)));
}
