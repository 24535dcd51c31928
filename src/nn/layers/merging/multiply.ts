import * as z from "zod/mini";
import { multiply as times } from "../../../graph/operations/index.ts";
import type { LayerDefinition } from "../../layer.ts";
import { equalInputs } from "../common/inputs.ts";

const options = z.strictObject({});

/** The elementwise product of two or more inputs of one shape, as in a gate. */
export const multiply: LayerDefinition<typeof options> = {
  kind: "multiply",
  title: "Multiply",
  help: "Multiplies its inputs element by element, as in a gate.",
  explanation: {
    equation: "y = Π_k x_k",
    use: "As a gate: one input says in (0, 1), from a sigmoid, how much of the other passes.",
    pitfalls:
      "Products of inputs without bounds explode, and where one factor is zero the other gets no " +
      "gradient.",
  },
  options,
  traits: { equalInputs: true, keepsWidth: true },
  build: (_context, inputs) =>
    equalInputs("multiply", inputs).reduce((product, input) => times(product, input)),
};
