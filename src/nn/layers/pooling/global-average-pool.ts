import * as z from "zod/mini";
import { mean } from "../../../graph/operations/index.ts";
import type { LayerDefinition } from "../../layer.ts";
import { channelsInput } from "../common/inputs.ts";

const options = z.strictObject({});

/** The mean of each channel: [batch, channels, ...] becomes [batch, channels]. */
export const globalAveragePool: LayerDefinition<typeof options> = {
  kind: "globalAveragePool",
  title: "Global average pooling",
  help: "Takes the mean of each channel.",
  paper: "Lin, Chen & Yan, Network in Network, 2014",
  explanation: {
    equation: "y[n, c] = the mean of x[n, c, ...] over all places",
    use:
      "Between the last convolution and the output layer, in place of flatten: no weights, and any " +
      "input size.",
    pitfalls: "It forgets where things are, and what fills a small part of the image is averaged away.",
  },
  options,
  traits: { keepsWidth: true, givesSequence: false },
  build(_context, inputs) {
    const x = channelsInput("globalAveragePool", inputs);
    return mean(x, { axes: x.shape.slice(2).map((_, place) => place + 2) });
  },
};
