import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import { shapeError } from "../../../graph/operation.ts";
import { transpose } from "../../../graph/operations/index.ts";
import type { LayerDefinition } from "../../layer.ts";

const options = z.strictObject({
  order: option(z.array(z.int().check(z.positive())).check(z.minLength(1)), {
    help:
      "The old axis at each new place, the batch (0) left out: [2, 1] exchanges the two axes of an " +
      "example.",
  }),
});

/**
 * Puts an example's axes in another order: axis i of the output is axis order[i − 1] of the input; the batch
 * stays first. [2, 1] turns [batch, channels, length] into [batch, length, channels].
 *
 * Options, with their limits and defaults: `order` (list of whole numbers, > 0, at least 1 item; required).
 */
export const permute: LayerDefinition<typeof options> = {
  kind: "permute",
  title: "Permute",
  help: "Puts an example's axes in another order.",
  explanation: {
    equation: "axis i of y is axis order[i − 1] of x; the batch stays axis 0",
    use:
      "Between layers with the channels first (convolutions) and those with the features last " +
      "(memories, attention).",
    pitfalls:
      "Left out behind a convolution, a memory takes channels for times, which is no error and " +
      "learns badly.",
  },
  options,
  traits: { givesSequence: true, passesOn: true },
  build(_context, inputs, { order }) {
    const axes = order.length;
    const [x] = inputs;
    const each = new Set(order).size === axes && order.every((axis) => axis <= axes);
    if (inputs.length !== 1 || x.shape.length !== axes + 1 || !each) {
      const expected =
        `one input with ${axes} axes behind the batch, and an order that names each of 1 to ` +
        `${axes} once`;
      throw shapeError("permute", expected, inputs);
    }
    return transpose(x, [0, ...order]);
  },
};
