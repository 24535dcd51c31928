import * as z from "zod/mini";
import { add, divide, exp, minimum, multiply } from "../../../graph/operations/index.ts";
import type { LayerDefinition } from "../../layer.ts";
import { constantLike, onlyInput } from "../common/inputs.ts";

const options = z.strictObject({});

/** Mish: y = x·tanh(log(1 + eˣ)), which is x·n / (n + 2) with n = eˣ·(eˣ + 2). */
export const mish: LayerDefinition<typeof options> = {
  kind: "mish",
  title: "Mish",
  help: "A smooth rectifier that lets small negative values through: x·tanh(softplus(x)).",
  paper: "Misra, Mish: A Self Regularized Non-Monotonic Activation Function, 2020",
  explanation: {
    equation: "y = x·tanh(log(1 + eˣ))",
    use: "In deep convolutional networks, as a smooth ReLU like SiLU.",
    pitfalls: "The costliest of the rectifiers, for a gain over SiLU that is seldom beyond noise.",
  },
  options,
  traits: { activation: {}, range: { low: -0.3089 } },
  build(_context, inputs) {
    const x = onlyInput("mish", inputs);
    // Above 20 the factor is 1 to double precision, and the exponential must not overflow.
    const e = exp(minimum(x, constantLike(x, 20)));
    const two = constantLike(x, 2);
    const n = multiply(e, add(e, two));
    return multiply(x, divide(n, add(n, two)));
  },
};
