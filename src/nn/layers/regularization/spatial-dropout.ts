import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import { hyperparameter } from "../../hyperparameter.ts";
import type { LayerDefinition } from "../../layer.ts";
import { channelsInput } from "../common/inputs.ts";
import { dropRandomly } from "./inverted-dropout.ts";

const options = z.strictObject({
  rate: option(z._default(hyperparameter(z.number().check(z.gte(0), z.lt(1))), 0.5), {
    help: "The chance of each channel to be dropped, or its course over the training.",
    scale: "linear",
    range: [0, 0.3],
    tune: true,
  }),
});

/**
 * Dropout of whole channels of x [batch, channels, ...] (PyTorch's Dropout1d and Dropout2d): neighbours in a
 * channel are too alike for dropping single values to matter. In training each channel of each example is
 * zero with the chance `rate`, the others are divided by 1 − rate; in evaluation the layer does nothing.
 *
 * Options, with their limits and defaults: `rate` (number or course, ≥ 0, < 1; 0.5).
 */
export const spatialDropout: LayerDefinition<typeof options> = {
  kind: "spatialDropout",
  title: "Spatial dropout",
  help: "Drops whole random channels in training, because neighbouring values tell the same.",
  paper: "Tompson et al., Efficient Object Localization Using Convolutional Networks, 2015",
  explanation: {
    equation:
      "y[n, c, ...] = x[n, c, ...]·m[n, c] / (1 − rate) in training, with m 0 with the chance rate " +
      "and else 1",
    use: "Against overfitting among convolutions, at rates from 0.05 to 0.3.",
    pitfalls:
      "A channel is much to lose: rates that suit dense layers underfit here, most of all in narrow " +
      "layers. Before a batch normalization it shifts the variance, as dropout does.",
  },
  options,
  traits: { drops: "channels" },
  build(context, inputs, { rate }) {
    const x = channelsInput("spatialDropout", inputs);
    if (!context.training) return x;
    const shape = x.shape.map((size, axis) => (axis < 2 ? size : 1));
    return dropRandomly(x, { key: context.randomKey(), rate: context.hyperparameter("rate", rate), shape });
  },
};
