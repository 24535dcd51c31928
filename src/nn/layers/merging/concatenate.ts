import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import { shapeError } from "../../../graph/operation.ts";
import { concatenate as join } from "../../../graph/operations/index.ts";
import { isFloat, type Tensor } from "../../../graph/tensor.ts";
import type { LayerDefinition } from "../../layer.ts";

const options = z.strictObject({
  axis: option(z.optional(z.int().check(z.refine((axis) => axis !== 0, "the batch is axis 0"))), {
    help:
      "Along which axis; left out, 1: the features of rows, the channels of images; −1, the last, " +
      "joins the features of sequences.",
  }),
});

/**
 * Joins its inputs along an axis: [batch, a, ...] and [batch, b, ...] become [batch, a + b, ...].
 *
 * Options, with their limits and defaults: `axis` (whole number).
 */
export const concatenate: LayerDefinition<typeof options> = {
  kind: "concatenate",
  title: "Concatenate",
  help: "Puts its inputs' features side by side.",
  explanation: {
    equation: "y = [x_1, x_2, ...] along an axis",
    use: "To join the branches of a network: numbers with embeddings, images with tables.",
    pitfalls:
      "Inputs of unlike size compete, and the larger one wins: normalize branches before they join. " +
      "Every layer behind gets wider.",
  },
  options,
  traits: {},
  build(_context, inputs, { axis = 1 }) {
    const joinable = (x: Tensor) => isFloat(x.dtype) && x.shape.length >= 2;
    if (inputs.length < 1 || !inputs.every(joinable)) {
      throw shapeError(
        "concatenate",
        "inputs of floats [batch, features, ...]",
        inputs,
        "Put an embedding layer after categories.",
      );
    }
    return inputs.length === 1 ? inputs[0] : join(inputs, axis);
  },
};
