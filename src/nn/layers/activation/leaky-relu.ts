import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import { greater, multiply, where } from "../../../graph/operations/index.ts";
import type { LayerDefinition } from "../../layer.ts";
import { constantLike, onlyInput } from "../common/inputs.ts";

const options = z.strictObject({
  slope: option(z._default(z.number(), 0.01), {
    help: "The slope for negative values.",
    scale: "log",
    range: [0.001, 0.3],
  }),
});

/**
 * The leaky rectifier: y = x for x > 0, slope·x otherwise.
 *
 * Options, with their limits and defaults: `slope` (number; 0.01).
 */
export const leakyRelu: LayerDefinition<typeof options> = {
  kind: "leakyRelu",
  title: "Leaky ReLU",
  help: "Like ReLU, but negative values keep a small slope, so that no unit can die.",
  paper: "Maas, Hannun & Ng, Rectifier Nonlinearities Improve Neural Network Acoustic Models, 2013",
  explanation: {
    equation: "y = x for x > 0, slope·x otherwise",
    use: "In place of ReLU where units die, and in generators and critics.",
    pitfalls:
      "With a slope near 1 the network is nearly linear. Where nothing dies it gains little over ReLU.",
  },
  options,
  traits: { activation: {} },
  build(_context, inputs, { slope }) {
    const x = onlyInput("leakyRelu", inputs);
    return where(greater(x, constantLike(x, 0)), x, multiply(x, constantLike(x, slope)));
  },
};
