import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import type { LayerDefinition } from "../../layer.ts";
import { imagesOf } from "../common/window-options.ts";
import { buildConvolution, convolution2dOptions } from "./build-convolution.ts";

const { kernel, stride, padding, dilation, bias, initializer } = convolution2dOptions.shape;

const options = z.strictObject({
  kernel,
  stride,
  padding,
  dilation,
  multiplier: option(z._default(z.int().check(z.positive()), 1), {
    help: "Filters for each channel.",
    unit: "filters",
    scale: "integer",
    range: [1, 4],
  }),
  bias,
  initializer,
});

/**
 * A convolution of each channel by itself: a 2D convolution with as many groups as channels. x [batch,
 * channels, height, width] becomes [batch, channels · multiplier, height′, width′]; the weight is [channels ·
 * multiplier, 1, height, width], as that of PyTorch's Conv2d with groups.
 *
 * Options, with their limits and defaults: `kernel` (whole number or [whole number, whole number], > 0;
 * required), `stride` (whole number or [whole number, whole number], > 0; 1), `padding` (whole number or
 * [whole number, whole number] or "same" or "valid", ≥ 0; 0), `dilation` (whole number or [whole number,
 * whole number], > 0; 1), `multiplier` (whole number, > 0; 1), `bias` (true or false; true), `initializer`
 * (initializer; "heNormal").
 */
export const depthwiseConvolution2d: LayerDefinition<typeof options> = {
  kind: "depthwiseConvolution2d",
  title: "Depthwise 2D convolution",
  help: "Slides filters over each channel by itself, at a fraction of a convolution's cost.",
  paper: "Howard et al., MobileNets, 2017",
  explanation: {
    equation:
      "y[n, c·multiplier + k, i, j] = Σ_{u,v} w[c·multiplier + k, 0, u, v]·x[n, c, i·stride + " +
      "u·dilation − padding, …] + b",
    use: "In small networks for images, with a convolution of kernel 1 behind it that mixes the channels.",
    pitfalls:
      "It never mixes channels by itself. It reads much for what it computes, so it is slower than " +
      "its multiply-adds promise.",
  },
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
