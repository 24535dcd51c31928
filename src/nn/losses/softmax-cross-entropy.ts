import * as z from "zod/mini";
import { softmax } from "../../graph/functions.ts";
import { shapeError } from "../../graph/operation.ts";
import { crossEntropy, oneHot } from "../../graph/operations/index.ts";
import { isFloat } from "../../graph/tensor.ts";
import type { LossDefinition } from "./loss.ts";

const options = z.strictObject({});

/**
 * The cross-entropy between the classes and the softmax of the network's output z: l = log Σ_j exp(z_j) − z_y,
 * computed after the largest z is subtracted, so that no finite output overflows. Its gradient is softmax(z) − onehot(y).
 */
export const softmaxCrossEntropy: LossDefinition<typeof options> = {
  kind: "softmaxCrossEntropy",
  title: "Softmax cross-entropy",
  help: "For two or more classes: the negative logarithm of the probability given to the right one.",
  options,
  target: "classes",
  perExample(output, target) {
    if (
      output.shape.length !== 2 ||
      output.shape[1] < 2 ||
      target.shape.length !== 1 ||
      isFloat(target.dtype)
    ) {
      const expected = "outputs [batch, classes] for at least two classes, and class numbers [batch]";
      throw shapeError(
        "softmaxCrossEntropy",
        expected,
        [output, target],
        'Give the last layer the units "outputs".',
      );
    }
    return crossEntropy(output, oneHot(target, output.shape[1], output.dtype));
  },
  prediction: (output) => softmax(output),
};
