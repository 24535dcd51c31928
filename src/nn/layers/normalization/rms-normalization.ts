import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import { mean, multiply } from "../../../graph/operations/index.ts";
import type { LayerDefinition } from "../../layer.ts";
import { onlyInput } from "../common/inputs.ts";
import { normalizedAxes } from "./layer-normalization.ts";
import { inverseRoot, withAffine } from "./standardize.ts";

const options = z.strictObject({
  axes: option(z._default(z.array(z.int()).check(z.minLength(1)), [-1]), {
    help: "Over which axes; negative ones count from the end, 0 is the batch and not allowed.",
  }),
  epsilon: option(z._default(z.number().check(z.positive()), 1e-6), {
    help: "Added to the mean square, so that nothing is divided by zero.",
    scale: "log",
    range: [1e-8, 1e-2],
  }),
  affine: option(z._default(z.boolean(), true), { help: "Whether a learned scale follows." }),
});

/**
 * Root mean square normalization: y = x / √(mean(x²) + epsilon) · scale over `axes` of each example, by
 * default the last. The scale has the sizes of those axes and is not decayed. PyTorch's RMSNorm takes the
 * smallest normal number of the element type where no epsilon is given.
 *
 * Options, with their limits and defaults: `axes` (list of whole numbers, at least 1 item; [-1]), `epsilon`
 * (number, > 0; 1e-6), `affine` (true or false; true).
 */
export const rmsNormalization: LayerDefinition<typeof options> = {
  kind: "rmsNormalization",
  title: "RMS normalization",
  help: "Divides each example's features by their root mean square, then a learned scale.",
  paper: "Zhang & Sennrich, Root Mean Square Layer Normalization, 2019",
  explanation: {
    equation: "y = x / √(mean(x²) + epsilon)·scale, with the mean over axes of each example",
    use: "In place of layerNormalization in deep transformers: cheaper, and as good.",
    pitfalls: "It does not take the mean away, so a common offset of all features stays.",
  },
  options,
  traits: { normalizes: "example" },
  build(context, inputs, { axes, epsilon, affine }) {
    const x = onlyInput("rmsNormalization", inputs);
    const along = normalizedAxes("rmsNormalization", x, axes);
    const power = mean(multiply(x, x), { axes: along, keepDimensions: true });
    const y = multiply(x, inverseRoot(power, epsilon));
    return affine ? withAffine(context, y, { axes: along, shift: false }) : y;
  },
};
