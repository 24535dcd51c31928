import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import { hyperparameter } from "../../hyperparameter.ts";
import type { LayerDefinition } from "../../layer.ts";
import { onlyInput } from "../common/inputs.ts";
import { dropRandomly } from "./inverted-dropout.ts";

const options = z.strictObject({
  rate: option(z._default(hyperparameter(z.number().check(z.gte(0), z.lt(1))), 0.5), {
    help: "The chance of each value to be dropped, or its course over the training.",
    scale: "linear",
    range: [0, 0.5],
    tune: true,
  }),
});

/**
 * Inverted dropout: in training each value is set to zero with the chance `rate`, and the others are divided
 * by 1 − rate, so that the expected value stays; in evaluation the layer does nothing. Element i is kept
 * where `maskUniform(key, i) >= rate`, with a key of (seed, layer, step).
 *
 * Options, with their limits and defaults: `rate` (number or course, ≥ 0, < 1; 0.5).
 */
export const dropout: LayerDefinition<typeof options> = {
  kind: "dropout",
  title: "Dropout",
  help: "Drops random values in training, so that no unit can rely on another one; off in evaluation.",
  paper: "Srivastava et al., Dropout: A Simple Way to Prevent Neural Networks from Overfitting, 2014",
  explanation: {
    equation:
      "y = x·m / (1 − rate) in training, with m 0 with the chance rate and else 1; y = x in evaluation",
    use:
      "Against overfitting, behind the activations of dense layers and memories, at rates from 0.1 " +
      "to 0.5.",
    pitfalls:
      "Before a batch normalization it makes the variance in training another one than in " +
      "evaluation (Li et al., 2019): put it behind the last one. While it works the training loss " +
      "is above the dev loss. Too much of it underfits. Among convolutions single values say " +
      "little: take spatialDropout.",
  },
  options,
  traits: { drops: "values" },
  build(context, inputs, { rate }) {
    const x = onlyInput("dropout", inputs);
    if (!context.training) return x;
    return dropRandomly(x, { key: context.randomKey(), rate: context.hyperparameter("rate", rate) });
  },
};
