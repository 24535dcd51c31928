import * as z from "zod/mini";
import { softmax as normalizedExponential } from "../../../graph/functions.ts";
import type { LayerDefinition } from "../../layer.ts";
import { onlyInput } from "../common/inputs.ts";

const options = z.strictObject({});

/**
 * The softmax over the last axis: y_i = exp(x_i) / Σ_j exp(x_j). For hidden layers; the loss
 * softmaxCrossEntropy wants the values before it, so an output layer needs none.
 */
export const softmax: LayerDefinition<typeof options> = {
  kind: "softmax",
  title: "Softmax",
  help: "Turns the last axis into positive numbers that sum to one; not needed before softmaxCrossEntropy.",
  explanation: {
    equation: "y_i = e^{x_i} / Σ_j e^{x_j}",
    use: "For hidden weights that share one whole out, as those of a mixture of branches.",
    pitfalls:
      "Before softmaxCrossEntropy it is applied twice: gradients shrink, and no probability can get " +
      "near 0 or 1. Large inputs saturate it.",
  },
  options,
  traits: { keepsWidth: true, range: { low: 0, high: 1 } },
  build: (_context, inputs) => normalizedExponential(onlyInput("softmax", inputs)),
};
