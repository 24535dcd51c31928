import * as z from "zod/mini";
import { softplus as smooth } from "../../../graph/operations/index.ts";
import type { LayerDefinition } from "../../layer.ts";
import { onlyInput } from "../common/inputs.ts";

const options = z.strictObject({});

/** Softplus: y = log(1 + eˣ), stable at any magnitude. */
export const softplus: LayerDefinition<typeof options> = {
  kind: "softplus",
  title: "Softplus",
  help: "A smooth rectifier that is always positive: log(1 + exp(x)).",
  paper: "Dugas et al., Incorporating Second-Order Functional Knowledge for Better Option Pricing, 2001",
  explanation: {
    equation: "y = log(1 + eˣ)",
    use: "For outputs that must be positive, such as rates and spreads.",
    pitfalls:
      "It is never 0, so activations have a positive mean that adds up with depth; between hidden " +
      "layers ReLU learns better.",
  },
  options,
  traits: { activation: {}, range: { low: 0 } },
  build(_context, inputs) {
    const x = onlyInput("softplus", inputs);
    return smooth(x);
  },
};
