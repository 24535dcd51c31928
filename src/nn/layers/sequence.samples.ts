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
  positionalEncoding: [overTime("positionalEncoding"), overTime("positionalEncoding", { method: "learned" })],
  lstm: [
    overTime("lstm", { units: 2 }),
    overTime("lstm", { units: 3, returnSequences: true, bidirectional: true }),
    overTime("lstm", { units: 2, returnSequences: true, bias: false, forgetBias: 0 }),
  ],
  gru: [
    overTime("gru", { units: 2 }),
    overTime("gru", { units: 3, returnSequences: true, bidirectional: true }),
    overTime("gru", { units: 2, returnSequences: true, bias: false }),
  ],
  embedding: [
    {
      layers: [{ id: "layer", kind: "embedding", inputs: ["category:color"], units: 3 }],
      blocks: { "category:color": { rowShape: [], data: [2, 0, 2], dtype: "int32", cardinality: 4 } },
    },
    {
      layers: [{ id: "layer", kind: "embedding", units: 2, cardinality: 5 }],
      blocks: { features: { rowShape: [2], data: [4, 0, 2, 2, 1, 4], dtype: "int32" } },
    },
  ],
};
