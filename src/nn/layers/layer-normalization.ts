import * as z from "zod/mini";
import { shapeError } from "../../graph/operation.ts";
import { normalize } from "../../graph/operations/index.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { LayerDefinition } from "../layer.ts";
import { onlyInput } from "./inputs.ts";
import { learnedAffine, standardize } from "./normalize.ts";

const options = z.strictObject({
  /** Over which axes; negative ones count from the end, 0 is the batch and not allowed. */
  axes: z._default(z.array(z.int()).check(z.minLength(1)), [-1]),
  epsilon: z._default(z.number().check(z.positive()), 1e-5),
  /** Whether a learned scale and shift follow. */
  affine: z._default(z.boolean(), true),
});

/**
 * Layer normalization: y = (x − mean) / √(variance + epsilon) · scale + shift, with the mean and the (biased) variance of
 * each example over `axes`, by default the last. Scale and shift have the sizes of those axes and are not decayed.
 * `axes: [-2, -1]` is PyTorch's `normalized_shape` of two numbers. Training and evaluation are the same.
 */
export const layerNormalization: LayerDefinition<typeof options> = {
  kind: "layerNormalization",
  title: "Layer normalization",
  help: "Gives each example's features mean 0 and variance 1, then a learned scale and shift.",
  paper: "Ba, Kiros & Hinton, Layer Normalization, 2016",
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
