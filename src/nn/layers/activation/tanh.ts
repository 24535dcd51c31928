import * as z from "zod/mini";
import { tanh as hyperbolicTangent } from "../../../graph/operations/index.ts";
import type { LayerDefinition } from "../../layer.ts";
import { onlyInput } from "../common/inputs.ts";

const options = z.strictObject({});

/** The hyperbolic tangent, elementwise; its range is (−1, 1). */
export const tanh: LayerDefinition<typeof options> = {
  kind: "tanh",
  title: "Tanh",
  help: "Squeezes every value into (−1, 1).",
  explanation: {
    equation: "y = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)",
    use: "In small networks and memories, and for outputs in (−1, 1); with Glorot initialization.",
    pitfalls:
      "Beyond ±3 it saturates: its derivative 1 − y² is near 0, and gradients vanish in deep stacks " +
      "(the finding vanishing-gradients).",
  },
  options,
  traits: { activation: { saturates: { low: -1, high: 1, steepest: 1 } } },
  build: (_context, inputs) => hyperbolicTangent(onlyInput("tanh", inputs)),
};
