import * as z from "zod/mini";
import { relu as positivePart } from "../../../graph/operations/index.ts";
import type { LayerDefinition } from "../../layer.ts";
import { onlyInput } from "../common/inputs.ts";

const options = z.strictObject({});

/** The rectifier: y = max(x, 0), elementwise. Its derivative at 0 is taken as 0. */
export const relu: LayerDefinition<typeof options> = {
  kind: "relu",
  title: "ReLU",
  help: "Passes positive values and stops negative ones: y = max(x, 0).",
  paper: "Nair & Hinton, Rectified Linear Units Improve Restricted Boltzmann Machines, 2010",
  explanation: {
    equation: "y = max(x, 0)",
    use: "The first choice behind dense layers and convolutions, with He initialization.",
    pitfalls:
      "A unit that is negative on every example has no gradient and stays dead; a learning rate " +
      "that is too high does that to many (the finding dead-units).",
  },
  options,
  traits: { activation: { dies: true } },
  build: (_context, inputs) => positivePart(onlyInput("relu", inputs)),
};
