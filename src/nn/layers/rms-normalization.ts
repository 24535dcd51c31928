import * as z from "zod/mini";
import { mean, multiply } from "../../graph/operations/index.ts";
import type { LayerDefinition } from "../layer.ts";
import { onlyInput } from "./inputs.ts";
import { normalizedAxes } from "./layer-normalization.ts";
import { inverseRoot, withAffine } from "./normalize.ts";

const options = z.strictObject({
  /** Over which axes; negative ones count from the end, 0 is the batch and not allowed. */
  axes: z._default(z.array(z.int()).check(z.minLength(1)), [-1]),
  epsilon: z._default(z.number().check(z.positive()), 1e-6),
  /** Whether a learned scale follows. */
  affine: z._default(z.boolean(), true),
});

/**
 * Root mean square normalization: y = x / √(mean(x²) + epsilon) · scale over `axes` of each example, by default the last.
 * The scale has the sizes of those axes and is not decayed. PyTorch's RMSNorm takes the smallest normal number of the element
 * type where no epsilon is given.
 */
export const rmsNormalization: LayerDefinition<typeof options> = {
  kind: "rmsNormalization",
  title: "RMS normalization",
  help: "Divides each example's features by their root mean square, then a learned scale.",
  paper: "Zhang & Sennrich, Root Mean Square Layer Normalization, 2019",
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
