import * as z from "zod/mini";
import { initializerSchema } from "../initializers/specification.ts";
import type { LayerDefinition } from "../layer.ts";
import { buildConvolution } from "./convolution.ts";
import { imagesOf, paddingPair, stepPair } from "./window.ts";

const options = z.strictObject({
  kernel: stepPair,
  stride: z._default(stepPair, 1),
  padding: z._default(paddingPair, 0),
  dilation: z._default(stepPair, 1),
  /** Filters for each channel. */
  multiplier: z._default(z.int().check(z.positive()), 1),
  bias: z._default(z.boolean(), true),
  initializer: z._default(initializerSchema, "heNormal"),
});

/**
 * A convolution of each channel by itself: a 2D convolution with as many groups as channels. x [batch, channels, height,
 * width] becomes [batch, channels · multiplier, height′, width′]; the weight is [channels · multiplier, 1, height, width],
 * as that of PyTorch's Conv2d with groups.
 */
export const depthwiseConvolution2d: LayerDefinition<typeof options> = {
  kind: "depthwiseConvolution2d",
  title: "Depthwise 2D convolution",
  help: "Slides filters over each channel by itself, at a fraction of a convolution's cost.",
  paper: "Howard et al., MobileNets, 2017",
  options,
  traits: { weighted: "convolution", directions: 2, givesSequence: false },
  proportionalTo: "weight",
  build(context, inputs, { multiplier, ...window }) {
    const kind = "depthwiseConvolution2d";
    const channels = imagesOf(kind, inputs, 2).shape[1];
    return buildConvolution(context, inputs, {
      settings: { ...window, units: channels * multiplier, groups: channels },
      place: { kind, directions: 2 },
    });
  },
};
