import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import type { LayerDefinition } from "../../layer.ts";
import { imagesOf } from "../common/window-options.ts";
import { buildConvolution, convolution2dOptions } from "./build-convolution.ts";

const { groups: _groups, ...convolutionOptions } = convolution2dOptions.shape;

const options = z.strictObject({
  ...convolutionOptions,
  multiplier: option(z._default(z.int().check(z.positive()), 1), {
    help: "Filters of the first step for each channel.",
    unit: "filters",
    scale: "integer",
    range: [1, 4],
  }),
});

/**
 * A depthwise convolution without bias and a 1×1 convolution after it: x [batch, channels, height, width]
 * becomes [batch, units, height′, width′]. `depthwiseWeight` is [channels · multiplier, 1, height, width] and
 * `pointwiseWeight` [units, channels · multiplier, 1, 1], as those of two of PyTorch's Conv2d.
 *
 * Options, with their limits and defaults: `units` ("outputs" or whole number, > 0; required), `kernel`
 * (whole number or [whole number, whole number], > 0; required), `stride` (whole number or [whole number,
 * whole number], > 0; 1), `padding` (whole number or [whole number, whole number] or "same" or "valid", ≥ 0;
 * 0), `dilation` (whole number or [whole number, whole number], > 0; 1), `bias` (true or false; true),
 * `initializer` (initializer; "heNormal"), `multiplier` (whole number, > 0; 1).
 */
export const separableConvolution2d: LayerDefinition<typeof options> = {
  kind: "separableConvolution2d",
  title: "Separable 2D convolution",
  help: "Filters each channel by itself and then mixes the channels, at a fraction of a convolution's cost.",
  paper: "Chollet, Xception: Deep Learning with Depthwise Separable Convolutions, 2017",
  explanation: {
    equation:
      "y = (x ∗ d) ∗ p + b, with a kernel d for each channel by itself and then a 1×1 kernel p over " +
      "all channels",
    use:
      "In place of convolution2d where weights and work are scarce: with kernel 3 it takes about an " +
      "eighth of them.",
    pitfalls:
      "It can express less than a full convolution, which shows in narrow and shallow networks. " +
      "Nothing normalizes or bends between its two steps; for that build it of " +
      "depthwiseConvolution2d and convolution2d.",
  },
  options,
  traits: { weighted: "convolution", directions: 2, givesSequence: false },
  proportionalTo: "pointwiseWeight",
  build(context, inputs, { units, multiplier, bias, ...window }) {
    const kind = "separableConvolution2d";
    const channels = imagesOf(kind, inputs, 2).shape[1];
    const filtered = buildConvolution(context, inputs, {
      settings: { ...window, units: channels * multiplier, groups: channels, bias: false },
      place: { kind, directions: 2, weightName: "depthwiseWeight" },
    });
    const { initializer } = window;
    const pointwise = { units, kernel: 1, stride: 1, padding: 0, dilation: 1, groups: 1, bias, initializer };
    return buildConvolution(context, [filtered], {
      settings: pointwise,
      place: { kind, directions: 2, weightName: "pointwiseWeight" },
    });
  },
};
