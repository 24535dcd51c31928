import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import { exp, greater, multiply, subtract, where } from "../../../graph/operations/index.ts";
import type { LayerDefinition } from "../../layer.ts";
import { constantLike, onlyInput } from "../common/inputs.ts";

const options = z.strictObject({
  alpha: option(z._default(z.number().check(z.nonnegative()), 1), {
    help: "The value approached for very negative inputs is −alpha.",
    scale: "linear",
    range: [0.1, 2],
  }),
});

/**
 * The exponential linear unit: y = x for x > 0, alpha·(exp(x) − 1) otherwise.
 *
 * Options, with their limits and defaults: `alpha` (number, ≥ 0; 1).
 */
export const elu: LayerDefinition<typeof options> = {
  kind: "elu",
  title: "ELU",
  help: "Like ReLU, but negative values bend smoothly towards −alpha.",
  paper: "Clevert, Unterthiner & Hochreiter, Fast and Accurate Deep Network Learning by ELUs, 2016",
  explanation: {
    equation: "y = x for x > 0, alpha·(eˣ − 1) otherwise",
    use: "In deep networks without normalization, whose activations it keeps nearer to mean 0 than ReLU.",
    pitfalls: "Far below 0 it saturates at −alpha and learns slowly; the exponential costs time.",
  },
  options,
  traits: { activation: {}, range: ({ alpha }) => ({ low: -alpha }) },
  build(_context, inputs, { alpha }) {
    const x = onlyInput("elu", inputs);
    const zero = constantLike(x, 0);
    const positive = greater(x, zero);
    // exp must not see large positive values: an infinity in the branch not taken would make the gradient
    // NaN.
    const negativePart = where(positive, zero, x);
    const bent = multiply(subtract(exp(negativePart), constantLike(x, 1)), constantLike(x, alpha));
    return where(positive, x, bent);
  },
};
