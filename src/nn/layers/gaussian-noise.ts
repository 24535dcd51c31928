import * as z from "zod/mini";
import { counterNormal } from "../../graph/counter-normal.ts";
import { add, cast, multiply } from "../../graph/operations/index.ts";
import { hyperparameter } from "../hyperparameter.ts";
import type { LayerDefinition } from "../layer.ts";
import { onlyInput } from "./inputs.ts";

const options = z.strictObject({
  /** The noise's standard deviation, in the input's units; or its course over the training, { from, to, overFraction, curve }. */
  standardDeviation: z._default(hyperparameter(z.number().check(z.nonnegative())), 0.1),
});

/**
 * Adds noise N(0, standardDeviation²) to each value in training; in evaluation the layer does nothing. Element i gets
 * standardDeviation · `normal(key, i)`, with a key of (seed, layer, step).
 */
export const gaussianNoise: LayerDefinition<typeof options> = {
  kind: "gaussianNoise",
  title: "Gaussian noise",
  help: "Adds normal random numbers in training, so that small changes of the input matter less; off in evaluation.",
  paper: "Bishop, Training with Noise Is Equivalent to Tikhonov Regularization, 1995",
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
