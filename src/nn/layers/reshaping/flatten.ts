import * as z from "zod/mini";
import { shapeError } from "../../../graph/operation.ts";
import { reshape } from "../../../graph/operations/index.ts";
import { sizeOf } from "../../../graph/tensor.ts";
import type { LayerDefinition } from "../../layer.ts";

const options = z.strictObject({});

/**
 * Makes one axis of all but the batch: [batch, a, b, ...] becomes [batch, a·b·...]; [batch] becomes [batch,
 * 1].
 */
export const flatten: LayerDefinition<typeof options> = {
  kind: "flatten",
  title: "Flatten",
  help: "Makes one row of numbers of each example.",
  explanation: {
    equation: "y[n, i] = the i-th number of x[n, ...] in row-major order",
    use: "Between convolutions and dense layers, where it matters in which place a feature is.",
    pitfalls:
      "The dense layer behind it is tied to one input size and gets many weights; globalAveragePool " +
      "needs none of them.",
  },
  options,
  traits: { givesSequence: false, passesOn: true },
  build(_context, inputs) {
    const [x] = inputs;
    if (inputs.length !== 1 || x.shape.length < 1)
      throw shapeError("flatten", "one input [batch, ...]", inputs);
    return reshape(x, [x.shape[0], sizeOf(x.shape.slice(1))]);
  },
};
