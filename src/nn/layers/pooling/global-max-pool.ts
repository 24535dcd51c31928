import * as z from "zod/mini";
import { max } from "../../../graph/operations/index.ts";
import type { LayerDefinition } from "../../layer.ts";
import { channelsInput } from "../common/inputs.ts";

const options = z.strictObject({});

/**
 * The greatest value of each channel: [batch, channels, ...] becomes [batch, channels]. Values that tie share
 * the gradient equally.
 */
export const globalMaxPool: LayerDefinition<typeof options> = {
  kind: "globalMaxPool",
  title: "Global max pooling",
  help: "Keeps the greatest value of each channel.",
  explanation: {
    equation: "y[n, c] = the greatest x[n, c, ...] of all places",
    use: "Where one strong match anywhere decides, as a word in a text or an event in a signal.",
    pitfalls: "Of each channel one place alone learns from an example, and a single noisy place can win.",
  },
  options,
  traits: { keepsWidth: true, givesSequence: false },
  build(_context, inputs) {
    const x = channelsInput("globalMaxPool", inputs);
    return max(x, { axes: x.shape.slice(2).map((_, place) => place + 2) });
  },
};
