import type { LayerDefinition } from "../../layer.ts";
import { buildMaxPool, maxPool1dOptions as options } from "./build-pooling.ts";

/**
 * The greatest value of each window of each channel, x [batch, channels, length], with
 * length′ = ⌊(length + 2·padding − kernel) / stride⌋ + 1. The stride is the kernel by default; padding never
 * wins and must be smaller than the kernel. With `ceilMode` the last window may reach over the end.
 *
 * The gradient goes to the greatest value of a window; where several tie, each gets an equal share, which is
 * a subgradient too (PyTorch gives it all to the first).
 *
 * Options, with their limits and defaults: `kernel` (whole number, > 0; 2), `stride` (whole number, > 0),
 * `padding` (whole number, ≥ 0; 0), `ceilMode` (true or false; false).
 */
export const maxPool1d: LayerDefinition<typeof options> = {
  kind: "maxPool1d",
  title: "1D max pooling",
  help:
    "Keeps the greatest value of each window, so that small shifts matter less and the sequence " +
    "shrinks.",
  explanation: {
    equation: "y[n, c, i] = max_u x[n, c, i·stride + u − padding]",
    use: "Between convolutions, so that the sequence shrinks and small shifts do not matter.",
    pitfalls:
      "It forgets where in its window the value stood, and only the greatest one learns. Where " +
      "places matter, as in segmentation, a strided convolution keeps more.",
  },
  options,
  traits: { keepsWidth: true, passesOn: true },
  build: (_context, inputs, settings) => buildMaxPool(inputs, { kind: "maxPool1d", directions: 1, settings }),
};
