import * as z from "zod/mini";
import { softmax } from "../../graph/functions.ts";
import { shapeError } from "../../graph/operation.ts";
import {
  cast,
  concatenate,
  mean,
  multiply,
  negate,
  oneHot,
  reshape,
  sigmoid,
  softplus,
  subtract,
} from "../../graph/operations/index.ts";
import { isFloat, type Tensor } from "../../graph/tensor.ts";
import type { LossDefinition } from "./loss.ts";

const options = z.strictObject({});

/**
 * The binary cross-entropy from logits: l = softplus(z) − z·t, with t 0 or 1; stable for every finite z, and
 * equal to −t·log σ(z) − (1 − t)·log(1 − σ(z)).
 *
 * With one output unit the target's class number is t. With an output for each class, each is a question of its own,
 * one class against the rest, and the loss is the mean over the classes; the probabilities are the sigmoids divided by
 * their sum.
 */
export const sigmoidCrossEntropy: LossDefinition<typeof options> = {
  kind: "sigmoidCrossEntropy",
  title: "Sigmoid cross-entropy",
  help: "For two classes with one output, or for each class against the rest.",
  options,
  target: "classes",
  perExample(output, target) {
    if (output.shape.length !== 2 || target.shape.length !== 1 || isFloat(target.dtype)) {
      throw shapeError("sigmoidCrossEntropy", "outputs [batch, units] and class numbers [batch]", [
        output,
        target,
      ]);
    }
    const units = output.shape[1];
    const wanted =
      units === 1 ? reshape(cast(target, output.dtype), output.shape) : oneHot(target, units, output.dtype);
    return mean(subtract(softplus(output), multiply(output, wanted)), { axes: [1] });
  },
  prediction(output) {
    if (output.shape[1] === 1) return concatenate([sigmoid(negate(output)), sigmoid(output)], 1);
    return softmax(logSigmoid(output));
  },
};

function logSigmoid(x: Tensor): Tensor {
  return negate(softplus(negate(x)));
}
