import * as z from "zod/mini";
import { multiply, sigmoid } from "../../../graph/operations/index.ts";
import type { LayerDefinition } from "../../layer.ts";
import { onlyInput } from "../common/inputs.ts";

const options = z.strictObject({});

/** The sigmoid linear unit, also called swish: y = x·σ(x). */
export const silu: LayerDefinition<typeof options> = {
  kind: "silu",
  title: "SiLU",
  help: "A smooth relative of ReLU: y = x·sigmoid(x).",
  paper: "Elfwing, Uchibe & Doya, Sigmoid-Weighted Linear Units, 2017",
  explanation: {
    equation: "y = x·σ(x)",
    use: "In deep convolutional networks, as a smooth ReLU that never quite dies.",
    pitfalls: "It costs more than ReLU, and in shallow networks it is no better.",
  },
  options,
  traits: { activation: {}, range: { low: -0.2785 } },
  build(_context, inputs) {
    const x = onlyInput("silu", inputs);
    return multiply(x, sigmoid(x));
  },
};
