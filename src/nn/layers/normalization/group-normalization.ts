import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import { shapeError } from "../../../graph/operation.ts";
import { reshape } from "../../../graph/operations/index.ts";
import { sizeOf, type Tensor } from "../../../graph/tensor.ts";
import type { LayerDefinition } from "../../layer.ts";
import { onlyInput } from "../common/inputs.ts";
import { standardize, withAffine } from "./standardize.ts";

const options = z.strictObject({
  groups: option(z._default(z.int().check(z.positive()), 32), {
    help: "Into how many groups the channels are divided.",
    unit: "groups",
    scale: "choices",
    choices: [1, 4, 8, 16, 32],
  }),
  epsilon: option(z._default(z.number().check(z.positive()), 1e-5), {
    help: "Added to the variance, so that nothing is divided by zero.",
    scale: "log",
    range: [1e-8, 1e-2],
  }),
  affine: option(z._default(z.boolean(), true), {
    help: "Whether a learned scale and shift for each channel follow.",
  }),
});

/**
 * Group normalization: the channels of x [batch, channels, ...] are divided into groups, and each group of
 * each example gets mean 0 and (biased) variance 1; then a scale and shift for each channel, which are not
 * decayed. It does not depend on the batch, so small batches do it no harm. One group is layer normalization
 * of a whole example.
 *
 * Options, with their limits and defaults: `groups` (whole number, > 0; 32), `epsilon` (number, > 0; 1e-5),
 * `affine` (true or false; true).
 */
export const groupNormalization: LayerDefinition<typeof options> = {
  kind: "groupNormalization",
  title: "Group normalization",
  help: "Gives each group of an example's channels mean 0 and variance 1, whatever the batch size.",
  paper: "Wu & He, Group Normalization, 2018",
  explanation: {
    equation:
      "y = (x − μ) / √(σ² + epsilon)·scale + shift, with μ and σ² of each group of channels of each " +
      "example",
    use: "In convolutional networks whose batches are too small for batch normalization.",
    pitfalls:
      "The groups must divide the channels, which the default of 32 does not in narrow layers. With " +
      "batches of 32 and more batch normalization is usually a little better.",
  },
  options,
  traits: { normalizes: "example" },
  build(context, inputs, { groups, epsilon, affine }) {
    const x = onlyInput("groupNormalization", inputs);
    if (x.shape.length < 2 || x.shape[1] % groups !== 0) {
      const expected = `one input [batch, channels, ...] whose channels ${groups} groups divide`;
      throw shapeError("groupNormalization", expected, inputs, "Change groups.");
    }
    const y = standardizeGroups(x, { groups, epsilon });
    return affine ? withAffine(context, y, { axes: [1], shift: true }) : y;
  },
};

/** Each group of channels of each example with mean 0 and variance 1. */
export function standardizeGroups(
  x: Tensor,
  { groups, epsilon }: { groups: number; epsilon: number },
): Tensor {
  const grouped = reshape(x, [x.shape[0], groups, sizeOf(x.shape.slice(1)) / groups]);
  return reshape(standardize(grouped, { axes: [2], epsilon }), x.shape);
}
