import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import { shapeError } from "../../../graph/operation.ts";
import { greater, multiply, reshape, where } from "../../../graph/operations/index.ts";
import type { LayerDefinition } from "../../layer.ts";
import { constantLike, onlyAxes, onlyInput } from "../common/inputs.ts";

const options = z.strictObject({
  slope: option(z._default(z.number(), 0.25), {
    help: "The slope for negative values at the beginning.",
    scale: "linear",
    range: [0, 0.5],
  }),
  shared: option(z._default(z.boolean(), true), {
    help: "One slope for all values, or one for each channel (axis 1).",
  }),
});

/**
 * The parametric rectifier: y = x for x > 0, slope·x otherwise, with a learned slope that is not decayed: one
 * for all values (as PyTorch's default) or one for each channel of x [batch, channels, ...].
 *
 * Options, with their limits and defaults: `slope` (number; 0.25), `shared` (true or false; true).
 */
export const prelu: LayerDefinition<typeof options> = {
  kind: "prelu",
  title: "PReLU",
  help: "Like leaky ReLU, with the slope for negative values learned.",
  paper: "He et al., Delving Deep into Rectifiers, 2015",
  explanation: {
    equation: "y = x for x > 0, a·x otherwise, with a learned",
    use: "In deep convolutional networks with much data, where the best slope is not known.",
    pitfalls:
      "A slope for each channel can overfit little data, and slopes can pass 1. They are not " +
      "decayed, which would pull them to ReLU.",
  },
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
