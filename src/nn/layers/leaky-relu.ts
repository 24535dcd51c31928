import * as z from "zod/mini";
import { greater, multiply, where } from "../../graph/operations/index.ts";
import type { LayerDefinition } from "../layer.ts";
import { constantLike, onlyInput } from "./inputs.ts";

const options = z.strictObject({
  /** The slope for negative values. */
  slope: z._default(z.number(), 0.01),
});

/** The leaky rectifier: y = x for x > 0, slope·x otherwise. */
export const leakyRelu: LayerDefinition<typeof options> = {
  kind: "leakyRelu",
  title: "Leaky ReLU",
  help: "Like ReLU, but negative values keep a small slope, so that no unit can die.",
  paper: "Maas, Hannun & Ng, Rectifier Nonlinearities Improve Neural Network Acoustic Models, 2013",
  options,
  traits: { activation: {} },
  build(_context, inputs, { slope }) {
    const x = onlyInput("leakyRelu", inputs);
    return where(greater(x, constantLike(x, 0)), x, multiply(x, constantLike(x, slope)));
  },
};
