import * as z from "zod/mini";
import { hyperparameter } from "../hyperparameter.ts";
import type { LayerDefinition } from "../layer.ts";
import { onlyInput } from "./inputs.ts";
import { dropRandomly } from "./inverted-dropout.ts";

const options = z.strictObject({
  /** The chance of each value to be dropped, in [0, 1); or its course over the training, { from, to, overFraction, curve }. */
  rate: z._default(hyperparameter(z.number().check(z.gte(0), z.lt(1))), 0.5),
});

/**
 * Inverted dropout: in training each value is set to zero with the chance `rate`, and the others are divided by
 * 1 − rate, so that the expected value stays; in evaluation the layer does nothing. Element i is kept where
 * `uniform(key, i) >= rate`, with a key of (seed, layer, step).
 */
export const dropout: LayerDefinition<typeof options> = {
  kind: "dropout",
  title: "Dropout",
  help: "Drops random values in training, so that no unit can rely on another one; off in evaluation.",
  paper: "Srivastava et al., Dropout: A Simple Way to Prevent Neural Networks from Overfitting, 2014",
  options,
  traits: { drops: "values" },
  build(context, inputs, { rate }) {
    const x = onlyInput("dropout", inputs);
    if (!context.training) return x;
    return dropRandomly(x, { key: context.randomKey(), rate: context.hyperparameter("rate", rate) });
  },
};
