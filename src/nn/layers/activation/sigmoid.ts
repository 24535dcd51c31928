import * as z from "zod/mini";
import { sigmoid as logistic } from "../../../graph/operations/index.ts";
import type { LayerDefinition } from "../../layer.ts";
import { onlyInput } from "../common/inputs.ts";

const options = z.strictObject({});

/** The logistic function, elementwise: y = 1 / (1 + exp(−x)); its range is (0, 1). */
export const sigmoid: LayerDefinition<typeof options> = {
  kind: "sigmoid",
  title: "Sigmoid",
  help: "Squeezes every value into (0, 1).",
  explanation: {
    equation: "y = 1 / (1 + e⁻ˣ)",
    use: "For gates and shares in (0, 1).",
    pitfalls:
      "Its derivative is at most 1/4, so each layer shrinks gradients fourfold or more, and beyond " +
      "±5 it saturates; its outputs are never centred. Not for an output layer: sigmoidCrossEntropy " +
      "wants the values before it.",
  },
  options,
  traits: { activation: { saturates: { low: 0, high: 1, steepest: 0.25 } } },
  build: (_context, inputs) => logistic(onlyInput("sigmoid", inputs)),
};
