import type { LayerDefinition } from "../../layer.ts";
import { buildConvolution, convolution1dOptions as options } from "./build-convolution.ts";

/**
 * The cross-correlation that deep learning calls convolution: y[n, o, i] = Σ x[n, c, i·stride + u·dilation −
 * padding] · w[o, c, u] + b[o], with x [batch, channels, length] → y [batch, units, length′], where
 * length′ = ⌊(length + padding − dilation·(kernel − 1) − 1) / stride⌋ + 1.
 *
 * `units` is the number of filters; the weight is [units, channels / groups, kernel] and the bias [units], as
 * in PyTorch. The padding is of zeros: a width, "valid" for none, or "same" for an output of ⌈length /
 * stride⌉. "causal" pads only the beginning, so that no output sees later inputs. The initializer is heNormal
 * by default (PyTorch's own is U(−1/√fanIn, 1/√fanIn)), the bias begins at zero and is not decayed.
 *
 * Options, with their limits and defaults: `units` ("outputs" or whole number, > 0; required), `kernel`
 * (whole number, > 0; required), `stride` (whole number, > 0; 1), `padding` (whole number or "same" or
 * "valid" or "causal", ≥ 0; 0), `dilation` (whole number, > 0; 1), `groups` (whole number, > 0; 1), `bias`
 * (true or false; true), `initializer` (initializer; "heNormal").
 */
export const convolution1d: LayerDefinition<typeof options> = {
  kind: "convolution1d",
  title: "1D convolution",
  help: "Slides filters along a sequence of channels: y = x * w + b.",
  paper: "Waibel et al., Phoneme Recognition Using Time-Delay Neural Networks, 1989",
  explanation: {
    equation: "y[n, o, i] = Σ_{c,u} w[o, c, u]·x[n, c, i·stride + u·dilation − padding] + b[o]",
    use: "For signals, time series and texts in codes, whose patterns mean the same wherever they are.",
    pitfalls:
      "It sees its window alone: far context needs depth, stride, dilation or attention. The " +
      'channels come first, [batch, channels, length]. Padding "valid" shortens the sequence layer ' +
      'by layer, and in forecasts all but "causal" lets the future in.',
  },
  options,
  traits: { weighted: "convolution", directions: 1, givesSequence: false },
  proportionalTo: "weight",
  build: (context, inputs, settings) =>
    buildConvolution(context, inputs, { settings, place: { kind: "convolution1d", directions: 1 } }),
};
