import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import { add, erf, multiply, tanh } from "../../../graph/operations/index.ts";
import type { LayerDefinition } from "../../layer.ts";
import { constantLike, onlyInput } from "../common/inputs.ts";

const options = z.strictObject({
  approximation: option(z._default(z.enum(["none", "tanh"]), "none"), {
    help: '"none" for the exact form with erf, "tanh" for the approximation.',
    scale: "choices",
  }),
});

/**
 * The Gaussian error linear unit: y = x·Φ(x) = x/2·(1 + erf(x/√2)); with "tanh",
 * y = x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))).
 *
 * Options, with their limits and defaults: `approximation` ("none" or "tanh"; "none").
 */
export const gelu: LayerDefinition<typeof options> = {
  kind: "gelu",
  title: "GELU",
  help: "Weighs each value by the chance that a standard normal number lies below it.",
  paper: "Hendrycks & Gimpel, Gaussian Error Linear Units, 2016",
  explanation: {
    equation: "y = x·Φ(x) = x/2·(1 + erf(x / √2))",
    use: "In transformers, and as a smooth ReLU elsewhere.",
    pitfalls:
      "It costs more than ReLU. The two forms differ by less than 0.001: run trained weights with " +
      "the one that they were trained with.",
  },
  options,
  traits: { activation: {}, range: { low: -0.17 } },
  build(_context, inputs, { approximation }) {
    const x = onlyInput("gelu", inputs);
    const times = (factor: number) => multiply(x, constantLike(x, factor));
    const one = constantLike(x, 1);
    if (approximation === "none") return multiply(times(0.5), add(erf(times(Math.SQRT1_2)), one));
    const cubic = multiply(times(0.044715), multiply(x, x));
    const inner = multiply(add(x, cubic), constantLike(x, Math.sqrt(2 / Math.PI)));
    return multiply(times(0.5), add(tanh(inner), one));
  },
};
