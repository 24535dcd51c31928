import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import { counterNormal } from "../../../graph/counter-normal.ts";
import { add, cast, multiply } from "../../../graph/operations/index.ts";
import { hyperparameter } from "../../hyperparameter.ts";
import type { LayerDefinition } from "../../layer.ts";
import { onlyInput } from "../common/inputs.ts";

const options = z.strictObject({
  standardDeviation: option(z._default(hyperparameter(z.number().check(z.nonnegative())), 0.1), {
    help: "The noise's standard deviation, or its course over the training.",
    unit: "the input's units",
    scale: "log",
    range: [0.01, 0.5],
    tune: true,
  }),
});

/**
 * Adds noise N(0, standardDeviation²) to each value in training; in evaluation the layer does nothing.
 * Element i gets standardDeviation · `normal(key, i)`, with a key of (seed, layer, step).
 *
 * Options, with their limits and defaults: `standardDeviation` (number or course, ≥ 0; 0.1).
 */
export const gaussianNoise: LayerDefinition<typeof options> = {
  kind: "gaussianNoise",
  title: "Gaussian noise",
  help:
    "Adds normal random numbers in training, so that small changes of the input matter less; off in " +
    "evaluation.",
  paper: "Bishop, Training with Noise Is Equivalent to Tikhonov Regularization, 1995",
  explanation: {
    equation: "y = x + N(0, standardDeviation²) in training; y = x in evaluation",
    use: "On the inputs of small tables and signals, where it works as a penalty on sensitive weights.",
    pitfalls:
      "The deviation is absolute, so it must suit the size of what it is added to; behind a layer " +
      "with weights the network can escape by making them larger.",
  },
  options,
  traits: { keepsWidth: true },
  build(context, inputs, { standardDeviation }) {
    const x = onlyInput("gaussianNoise", inputs);
    if (!context.training) return x;
    const drawn = counterNormal(context.randomKey(), x.shape);
    const noise = drawn.dtype === x.dtype ? drawn : cast(drawn, x.dtype);
    return add(x, multiply(noise, context.hyperparameter("standardDeviation", standardDeviation)));
  },
};
