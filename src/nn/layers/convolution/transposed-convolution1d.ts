import type { LayerDefinition } from "../../layer.ts";
import {
  buildTransposedConvolution,
  transposedConvolution1dOptions as options,
} from "./transposed-convolution.ts";

/**
 * The transposed convolution, which spreads each value over a window and so makes sequences longer: x [batch,
 * channels, length], with length′ = (length − 1)·stride − 2·padding + dilation·(kernel − 1) + outputPadding +
 * 1 and outputPadding below the stride.
 *
 * `units` is the number of filters; the weight is [channels, units / groups, kernel] and the bias [units], as
 * in PyTorch. The initializer is heNormal by default, with fanIn = channels / groups · window / stride, the
 * products that make up one output.
 *
 * Options, with their limits and defaults: `units` ("outputs" or whole number, > 0; required), `kernel`
 * (whole number, > 0; required), `stride` (whole number, > 0; 1), `padding` (whole number, ≥ 0; 0),
 * `dilation` (whole number, > 0; 1), `groups` (whole number, > 0; 1), `bias` (true or false; true),
 * `initializer` (initializer; "heNormal"), `outputPadding` (whole number, ≥ 0; 0).
 */
export const transposedConvolution1d: LayerDefinition<typeof options> = {
  kind: "transposedConvolution1d",
  title: "Transposed 1D convolution",
  help: "Spreads each value over a window with learned weights, so that sequences grow longer.",
  paper: "Dumoulin & Visin, A Guide to Convolution Arithmetic for Deep Learning, 2016",
  explanation: {
    equation:
      "y[n, o, i·stride + u·dilation − padding] = Σ_{c,u} w[c, o, u]·x[n, c, i] + b[o], summed over " +
      "all that meet",
    use: "In decoders and generators, to learn how sequences are made larger.",
    pitfalls:
      "A kernel that the stride does not divide covers places unevenly and leaves a checkerboard " +
      "(Odena, Dumoulin & Olah, 2016); upsample with a convolution behind it does not.",
  },
  options,
  traits: { weighted: "convolution", directions: 1, givesSequence: false, unitAxes: { weight: 1 } },
  proportionalTo: "weight",
  build: (context, inputs, settings) =>
    buildTransposedConvolution(context, inputs, {
      settings,
      place: { kind: "transposedConvolution1d", directions: 1 },
    }),
};
