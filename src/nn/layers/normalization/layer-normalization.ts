import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import { shapeError } from "../../../graph/operation.ts";
import { normalize } from "../../../graph/operations/index.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import type { LayerDefinition } from "../../layer.ts";
import { onlyInput } from "../common/inputs.ts";
import { learnedAffine, standardize } from "./standardize.ts";

const options = z.strictObject({
  axes: option(z._default(z.array(z.int()).check(z.minLength(1)), [-1]), {
    help: "Over which axes; negative ones count from the end, 0 is the batch and not allowed.",
  }),
  epsilon: option(z._default(z.number().check(z.positive()), 1e-5), {
    help: "Added to the variance, so that nothing is divided by zero.",
    scale: "log",
    range: [1e-8, 1e-2],
  }),
  affine: option(z._default(z.boolean(), true), { help: "Whether a learned scale and shift follow." }),
});

/**
 * Layer normalization: y = (x − mean) / √(variance + epsilon) · scale + shift, with the mean and the (biased)
 * variance of each example over `axes`, by default the last. Scale and shift have the sizes of those axes and
 * are not decayed. `axes: [-2, -1]` is PyTorch's `normalized_shape` of two numbers. Training and evaluation
 * are the same.
 *
 * Options, with their limits and defaults: `axes` (list of whole numbers, at least 1 item; [-1]), `epsilon`
 * (number, > 0; 1e-5), `affine` (true or false; true).
 */
export const layerNormalization: LayerDefinition<typeof options> = {
  kind: "layerNormalization",
  title: "Layer normalization",
  help: "Gives each example's features mean 0 and variance 1, then a learned scale and shift.",
  paper: "Ba, Kiros & Hinton, Layer Normalization, 2016",
  explanation: {
    equation: "y = (x − μ) / √(σ² + epsilon)·scale + shift, with μ and σ² of each example over axes",
    use:
      "In networks for sequences, around attention, and wherever batches are small: no example " +
      "depends on another.",
    pitfalls:
      "Of images the default axis is the width alone: name all axes that one example is normalized " +
      "over. On the raw columns of a table it takes the size of a row away, which may be what " +
      "matters.",
  },
  options,
  traits: { normalizes: "example" },
  build(context, inputs, { axes, epsilon, affine }) {
    const x = onlyInput("layerNormalization", inputs);
    const along = normalizedAxes("layerNormalization", x, axes);
    if (!affine) return standardize(x, { axes: along, epsilon });
    return normalize(x, { ...learnedAffine(context, x, along), axes: along, epsilon });
  },
};

/** Axes counted from the front, in order, each once and none the batch. */
export function normalizedAxes(kind: string, x: Tensor, axes: readonly number[]): readonly number[] {
  const rank = x.shape.length;
  const found = axes.map((axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b);
  if (found.some((axis, place) => axis < 1 || axis >= rank || axis === found[place - 1])) {
    throw shapeError(
      kind,
      `an input that has the axes ${axes.join(", ")} beside the batch`,
      [x],
      "Axes count from 0, the batch; −1 is the last.",
    );
  }
  return found;
}
