import * as z from "zod/mini";
import { add, minimum, multiply, relu } from "../../../graph/operations/index.ts";
import type { LayerDefinition } from "../../layer.ts";
import { constantLike, onlyInput } from "../common/inputs.ts";

const options = z.strictObject({});

/** Hard Swish: y = x·min(max(x + 3, 0), 6) / 6, which is 0 below −3 and x above 3. */
export const hardSwish: LayerDefinition<typeof options> = {
  kind: "hardSwish",
  title: "Hard Swish",
  help: "A cheap form of SiLU: x·min(max(x + 3, 0), 6) / 6.",
  paper: "Howard et al., Searching for MobileNetV3, 2019",
  explanation: {
    equation: "y = x·min(max(x + 3, 0), 6) / 6",
    use: "In small convolutional networks, as SiLU without the exponential.",
    pitfalls: "Below −3 its gradient is zero, so units can die as with ReLU.",
  },
  options,
  traits: { activation: {}, range: { low: -0.375 } },
  build(_context, inputs) {
    const x = onlyInput("hardSwish", inputs);
    const gate = minimum(relu(add(x, constantLike(x, 3))), constantLike(x, 6));
    return multiply(x, multiply(gate, constantLike(x, 1 / 6)));
  },
};
