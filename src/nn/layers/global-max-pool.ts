import * as z from "zod/mini";
import { max } from "../../graph/operations/index.ts";
import type { LayerDefinition } from "../layer.ts";
import { channelsInput } from "./inputs.ts";

const options = z.strictObject({});

/** The greatest value of each channel: [batch, channels, ...] becomes [batch, channels]. Values that tie share the gradient equally. */
export const globalMaxPool: LayerDefinition<typeof options> = {
  kind: "globalMaxPool",
  title: "Global max pooling",
  help: "Keeps the greatest value of each channel.",
  options,
  traits: { keepsWidth: true, givesSequence: false },
  build(_context, inputs) {
    const x = channelsInput("globalMaxPool", inputs);
    return max(x, { axes: x.shape.slice(2).map((_, place) => place + 2) });
  },
};
