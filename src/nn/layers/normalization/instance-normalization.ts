import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import type { LayerDefinition } from "../../layer.ts";
import { channelsInput } from "../common/inputs.ts";
import { standardizeGroups } from "./group-normalization.ts";
import { withAffine } from "./standardize.ts";

const options = z.strictObject({
  epsilon: option(z._default(z.number().check(z.positive()), 1e-5), {
    help: "Added to the variance, so that nothing is divided by zero.",
    scale: "log",
    range: [1e-8, 1e-2],
  }),
  affine: option(z._default(z.boolean(), false), {
    help: "Whether a learned scale and shift for each channel follow; not by default, as in PyTorch.",
  }),
});

/**
 * Instance normalization: each channel of each example of x [batch, channels, ...] gets mean 0 and (biased)
 * variance 1. There are no running statistics: training and evaluation are the same, as in PyTorch by
 * default.
 *
 * Options, with their limits and defaults: `epsilon` (number, > 0; 1e-5), `affine` (true or false; false).
 */
export const instanceNormalization: LayerDefinition<typeof options> = {
  kind: "instanceNormalization",
  title: "Instance normalization",
  help: "Gives each channel of each example mean 0 and variance 1, which takes contrast and style away.",
  paper: "Ulyanov, Vedaldi & Lempitsky, Instance Normalization, 2016",
  explanation: {
    equation: "y = (x − μ) / √(σ² + epsilon), with μ and σ² of each channel of each example",
    use: "Where contrast and style of images must not matter, as in style transfer.",
    pitfalls:
      "It takes away how strong a channel is in an image, which classifiers live on, and makes " +
      "zeros of channels that are one number.",
  },
  options,
  traits: { normalizes: "example" },
  build(context, inputs, { epsilon, affine }) {
    const x = channelsInput("instanceNormalization", inputs);
    const y = standardizeGroups(x, { groups: x.shape[1], epsilon });
    return affine ? withAffine(context, y, { axes: [1], shift: true }) : y;
  },
};
