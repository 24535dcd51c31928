import * as z from "zod/mini";
import { shapeError } from "../../graph/operation.ts";
import { greater, multiply, reshape, where } from "../../graph/operations/index.ts";
import type { LayerDefinition } from "../layer.ts";
import { constantLike, onlyInput } from "./inputs.ts";
import { onlyAxes } from "./normalize.ts";

const options = z.strictObject({
  /** The slope for negative values at the beginning. */
  slope: z._default(z.number(), 0.25),
  /** One slope for all values, or one for each channel (axis 1). */
  shared: z._default(z.boolean(), true),
});

/**
 * The parametric rectifier: y = x for x > 0, slope·x otherwise, with a learned slope that is not decayed: one for all values
 * (as PyTorch's default) or one for each channel of x [batch, channels, ...].
 */
export const prelu: LayerDefinition<typeof options> = {
  kind: "prelu",
  title: "PReLU",
  help: "Like leaky ReLU, with the slope for negative values learned.",
  paper: "He et al., Delving Deep into Rectifiers, 2015",
  options,
  traits: { activation: {} },
  build(context, inputs, { slope, shared }) {
    const x = onlyInput("prelu", inputs);
    if (!shared && x.shape.length < 2) throw shapeError("prelu", "one input [batch, channels, ...]", inputs);
    const slopes = context.parameter("slope", {
      shape: [shared ? 1 : x.shape[1]],
      initializer: { kind: "constant", value: slope },
      decay: false,
    });
    const along = reshape(slopes, onlyAxes(x.shape, shared ? [] : [1]));
    return where(greater(x, constantLike(x, 0)), x, multiply(x, along));
  },
};
