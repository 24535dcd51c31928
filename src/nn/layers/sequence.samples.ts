import type { NetworkSample } from "../network.samples.ts";
import { onImages } from "./spatial.samples.ts";

/** Three sequences of four times with two features. */
function overTime(kind: string, options: Record<string, unknown> = {}): NetworkSample {
  return onImages(kind, options, [4, 2]);
}

/** Networks of one layer that looks along time, the axis behind the batch. */
export const sequenceSamples: Readonly<Record<string, readonly NetworkSample[]>> = {
  selfAttention: [
    overTime("selfAttention"),
    overTime("selfAttention", { heads: 2, units: 4, causal: true }),
    overTime("selfAttention", { heads: 2, units: 2, dropout: 0.3, bias: false }),
  ],
};
