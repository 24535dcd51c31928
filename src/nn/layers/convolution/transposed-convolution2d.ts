import type { LayerDefinition } from "../../layer.ts";
import {
  buildTransposedConvolution,
  transposedConvolution2dOptions as options,
} from "./transposed-convolution.ts";

/**
 * The transposed convolution, which spreads each value over a window and so makes images larger: x [batch,
 * channels, height, width], with length′ = (length − 1)·stride − 2·padding + dilation·(kernel − 1) +
 * outputPadding + 1 and outputPadding below the stride.
 *
 * `units` is the number of filters; the weight is [channels, units / groups, height, width] and the bias
 * [units], as in PyTorch. The initializer is heNormal by default, with fanIn = channels / groups · window /
 * stride², the products that make up one output.
 *
 * Options, with their limits and defaults: `units` ("outputs" or whole number, > 0; required), `kernel`
 * (whole number or [whole number, whole number], > 0; required), `stride` (whole number or [whole number,
 * whole number], > 0; 1), `padding` (whole number or [whole number, whole number], ≥ 0; 0), `dilation` (whole
 * number or [whole number, whole number], > 0; 1), `groups` (whole number, > 0; 1), `bias` (true or false;
 * true), `initializer` (initializer; "heNormal"), `outputPadding` (whole number or [whole number, whole
 * number], ≥ 0; 0).
 */
export const transposedConvolution2d: LayerDefinition<typeof options> = {
  kind: "transposedConvolution2d",
  title: "Transposed 2D convolution",
  help: "Spreads each value over a window with learned weights, so that images grow larger.",
  paper: "Dumoulin & Visin, A Guide to Convolution Arithmetic for Deep Learning, 2016",
  explanation: {
    equation:
      "y[n, o, i·stride + u·dilation − padding, …] = Σ_{c,u,v} w[c, o, u, v]·x[n, c, i, j] + b[o], " +
      "summed over all that meet",
    use: "In decoders and generators, to learn how images are made larger.",
    pitfalls:
      "A kernel that the stride does not divide covers places unevenly and leaves a checkerboard " +
      "(Odena, Dumoulin & Olah, 2016); upsample with a convolution behind it does not.",
  },
  options,
  traits: { weighted: "convolution", directions: 2, givesSequence: false, unitAxes: { weight: 1 } },
  proportionalTo: "weight",
  build: (context, inputs, settings) =>
    buildTransposedConvolution(context, inputs, {
      settings,
      place: { kind: "transposedConvolution2d", directions: 2 },
    }),
};
