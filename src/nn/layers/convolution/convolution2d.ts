import type { LayerDefinition } from "../../layer.ts";
import { buildConvolution, convolution2dOptions as options } from "./build-convolution.ts";

/**
 * The cross-correlation that deep learning calls convolution: y[n, o, i, j] = Σ x[n, c, i·stride + u·dilation
 * − padding, …] · w[o, c, u, v] + b[o], with x [batch, channels, height, width] → y [batch, units, height′,
 * width′], where length′ = ⌊(length + padding − dilation·(kernel − 1) − 1) / stride⌋ + 1.
 *
 * `units` is the number of filters; the weight is [units, channels / groups, height, width] and the bias
 * [units], as in PyTorch. The padding is of zeros: a width, "valid" for none, or "same" for an output of
 * ⌈length / stride⌉. The initializer is heNormal by default (PyTorch's own is U(−1/√fanIn, 1/√fanIn)), the
 * bias begins at zero and is not decayed.
 *
 * Options, with their limits and defaults: `units` ("outputs" or whole number, > 0; required), `kernel`
 * (whole number or [whole number, whole number], > 0; required), `stride` (whole number or [whole number,
 * whole number], > 0; 1), `padding` (whole number or [whole number, whole number] or "same" or "valid", ≥ 0;
 * 0), `dilation` (whole number or [whole number, whole number], > 0; 1), `groups` (whole number, > 0; 1),
 * `bias` (true or false; true), `initializer` (initializer; "heNormal").
 */
export const convolution2d: LayerDefinition<typeof options> = {
  kind: "convolution2d",
  title: "2D convolution",
  help: "Slides filters over images of channels: y = x * w + b.",
  paper: "LeCun et al., Gradient-Based Learning Applied to Document Recognition, 1998",
  explanation: {
    equation: "y[n, o, i, j] = Σ_{c,u,v} w[o, c, u, v]·x[n, c, i·stride + u·dilation − padding, …] + b[o]",
    use: "For images and other grids of neighbours, whose patterns mean the same wherever they are.",
    pitfalls:
      "Its work grows with units · channels · kernel². A stride above the kernel skips pixels " +
      "altogether. The channels come first, [batch, channels, height, width]. Its bias does nothing " +
      "right before a batch normalization.",
  },
  options,
  traits: { weighted: "convolution", directions: 2, givesSequence: false },
  proportionalTo: "weight",
  build: (context, inputs, settings) =>
    buildConvolution(context, inputs, { settings, place: { kind: "convolution2d", directions: 2 } }),
};
