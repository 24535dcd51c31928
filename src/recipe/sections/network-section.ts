import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import type { LayerSpec } from "../../nn/layer-spec.ts";
import { parseLayers } from "../layers.ts";
import type { DeepReadonly } from "./deep-readonly.ts";
import { parseSection, type SectionSource } from "./parse-section.ts";

/** The schema of `network`; layers are checked by their kinds and as a graph. */
export const networkSchema = z.strictObject({
  layers: option(z.array(z.unknown()), {
    help:
      "The layers in order; each reads the one before, or those that its inputs name, and the last " +
      "is the output.",
  }),
  outputBias: option(z.optional(z.enum(["zero", "baseRate"])), {
    help:
      "What the last layer's bias begins with: its layer's own, or the output that says the " +
      "target's base rate on the training rows; left out, zero.",
    scale: "choices",
    paper: "Lin et al., Focal Loss for Dense Object Detection, 2017",
  }),
  initialization: option(
    z.optional(
      z.strictObject({
        kind: option(z.literal("lsuv"), {
          help: "Orthonormal weights, scaled layer by layer so that each output has the variance 1.",
        }),
        rows: option(z._default(z.int().check(z.positive()), 256), {
          help: "Training rows that the scales are measured on.",
          unit: "rows",
          scale: "log",
          range: [64, 1024],
        }),
      }),
    ),
    {
      help:
        "Layer-sequential unit-variance initialization in place of the initializers of dense layers " +
        "and convolutions; it is the network's, because each layer's scale follows from all those " +
        "before it.",
      paper: "Mishkin & Matas, All You Need Is a Good Init, 2016",
    },
  ),
});

/** The network: its layers, and what its weights begin with beyond the layers' own initializers. */
export interface NetworkRecipe extends Omit<DeepReadonly<z.output<typeof networkSchema>>, "layers"> {
  readonly layers: readonly LayerSpec[];
}

/**
 * Checks data that should be a recipe's `network`, and fills in the defaults of its layers.
 *
 * @throws TrainwellError of kind `input`, naming the layer.
 */
export function parseNetworkSection(json: unknown, { source }: SectionSource): NetworkRecipe {
  return finishNetwork(parseSection(networkSchema, json, { source, path: ["network"] }), source);
}

/** The network with its layers checked by their kinds. */
export function finishNetwork(network: z.output<typeof networkSchema>, source: string): NetworkRecipe {
  return { ...network, layers: parseLayers(network.layers, { source, path: ["network", "layers"] }) };
}
