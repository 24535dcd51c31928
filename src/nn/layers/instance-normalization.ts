import * as z from "zod/mini";
import type { LayerDefinition } from "../layer.ts";
import { standardizeGroups } from "./group-normalization.ts";
import { channelsInput } from "./inputs.ts";
import { withAffine } from "./normalize.ts";

const options = z.strictObject({
  epsilon: z._default(z.number().check(z.positive()), 1e-5),
  /** Whether a learned scale and shift for each channel follow; not by default, as in PyTorch. */
  affine: z._default(z.boolean(), false),
});

/**
 * Instance normalization: each channel of each example of x [batch, channels, ...] gets mean 0 and (biased) variance 1.
 * There are no running statistics: training and evaluation are the same, as in PyTorch by default.
 */
export const instanceNormalization: LayerDefinition<typeof options> = {
  kind: "instanceNormalization",
  title: "Instance normalization",
  help: "Gives each channel of each example mean 0 and variance 1, which takes contrast and style away.",
  paper: "Ulyanov, Vedaldi & Lempitsky, Instance Normalization, 2016",
  options,
  traits: { normalizes: "example" },
  build(context, inputs, { epsilon, affine }) {
    const x = channelsInput("instanceNormalization", inputs);
    const y = standardizeGroups(x, { groups: x.shape[1], epsilon });
    return affine ? withAffine(context, y, { axes: [1], shift: true }) : y;
  },
};
