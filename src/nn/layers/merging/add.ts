import * as z from "zod/mini";
import { add as plus } from "../../../graph/operations/index.ts";
import type { LayerDefinition } from "../../layer.ts";
import { equalInputs } from "../common/inputs.ts";

const options = z.strictObject({});

/** The elementwise sum of two or more inputs of one shape, as in a residual connection. */
export const add: LayerDefinition<typeof options> = {
  kind: "add",
  title: "Add",
  help: "Adds its inputs element by element, as in a residual connection.",
  paper: "He, Zhang, Ren & Sun, Deep Residual Learning for Image Recognition, 2015",
  explanation: {
    equation: "y = Σ_k x_k",
    use: "At the end of a residual block: what the branch learned is added to what it was given.",
    pitfalls:
      "The shapes must be equal: give the skip a convolution of kernel 1 where they are not. Sums " +
      "grow from block to block unless branches are normalized or begin near zero.",
  },
  options,
  traits: { equalInputs: true, keepsWidth: true },
  build: (_context, inputs) => equalInputs("add", inputs).reduce((sum, input) => plus(sum, input)),
};
