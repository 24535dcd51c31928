import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import { hyperparameter } from "../../hyperparameter.ts";
import type { LayerDefinition } from "../../layer.ts";
import { onlyInput } from "../common/inputs.ts";
import { dropRandomly } from "./inverted-dropout.ts";

const options = z.strictObject({
  rate: option(z._default(hyperparameter(z.number().check(z.gte(0), z.lt(1))), 0.1), {
    help: "The chance of an example's branch to be dropped, or its course over the training.",
    scale: "linear",
    range: [0, 0.3],
    tune: true,
  }),
});

/**
 * Stochastic depth: put at the end of a residual branch, before its sum, it drops the whole branch of an
 * example in training with the chance `rate` and divides what is kept by 1 − rate; in evaluation it does
 * nothing. Huang et al. drop a branch for the whole batch and scale in evaluation instead; by example is what
 * torchvision calls "row".
 *
 * Options, with their limits and defaults: `rate` (number or course, ≥ 0, < 1; 0.1).
 */
export const stochasticDepth: LayerDefinition<typeof options> = {
  kind: "stochasticDepth",
  title: "Stochastic depth",
  help:
    "Skips a residual branch for random examples in training, so that deep networks train as shallow " +
    "ones.",
  paper: "Huang et al., Deep Networks with Stochastic Depth, 2016",
  explanation: {
    equation:
      "y = x·m / (1 − rate) in training, with one m for each example, 0 with the chance rate and else 1",
    use:
      "At the end of the branches of deep residual networks, with rates that grow with depth up to " +
      "0.1 to 0.5.",
    pitfalls:
      "Without a skip connection beside it the example is lost altogether. In networks of few " +
      "blocks it mostly slows learning down.",
  },
  options,
  traits: { drops: "examples" },
  build(context, inputs, { rate }) {
    const x = onlyInput("stochasticDepth", inputs);
    if (!context.training) return x;
    const shape = x.shape.map((size, axis) => (axis < 1 ? size : 1));
    return dropRandomly(x, { key: context.randomKey(), rate: context.hyperparameter("rate", rate), shape });
  },
};
