import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import { shapeError } from "../../../graph/operation.ts";
import { reshape as rearrange } from "../../../graph/operations/index.ts";
import { sizeOf } from "../../../graph/tensor.ts";
import type { LayerDefinition } from "../../layer.ts";

const options = z.strictObject({
  shape: option(z.array(z.int().check(z.positive())), {
    help: "The new shape of an example, without the batch axis.",
  }),
});

/**
 * Gives each example a new shape with as many elements: [batch, ...] becomes [batch, ...shape].
 *
 * Options, with their limits and defaults: `shape` (list of whole numbers, > 0; required).
 */
export const reshape: LayerDefinition<typeof options> = {
  kind: "reshape",
  title: "Reshape",
  help: "Gives each example a new shape with as many elements.",
  explanation: {
    equation: "y[n, ...shape] = the numbers of x[n, ...] in the same row-major order",
    use: "To tell convolutions and memories the axes of flat rows, as [1, 28, 28] of 784 pixels.",
    pitfalls:
      "It only names axes anew: to exchange axes take permute, else numbers of different places are " +
      "mixed up without an error.",
  },
  options,
  traits: { fixedInput: true, passesOn: true, givesSequence: ({ shape }) => shape.length === 2 },
  build(_context, inputs, { shape }) {
    const [x] = inputs;
    const size = sizeOf(shape);
    if (inputs.length !== 1 || x.shape.length < 1 || sizeOf(x.shape.slice(1)) !== size) {
      throw shapeError(
        "reshape",
        `one input with ${size} numbers an example`,
        inputs,
        "Check the layer's shape.",
      );
    }
    return rearrange(x, [x.shape[0], ...shape]);
  },
};
