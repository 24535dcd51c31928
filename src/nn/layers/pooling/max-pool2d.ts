import type { LayerDefinition } from "../../layer.ts";
import { buildMaxPool, maxPool2dOptions as options } from "./build-pooling.ts";

/**
 * The greatest value of each window of each channel, x [batch, channels, height, width], with
 * height′ = ⌊(height + 2·padding − kernel) / stride⌋ + 1. The stride is the kernel by default; padding never
 * wins and must be smaller than the kernel. With `ceilMode` the last window may reach over the end.
 *
 * The gradient goes to the greatest value of a window; where several tie, each gets an equal share, which is
 * a subgradient too (PyTorch gives it all to the first).
 *
 * Options, with their limits and defaults: `kernel` (whole number or [whole number, whole number], > 0; 2),
 * `stride` (whole number or [whole number, whole number], > 0), `padding` (whole number or [whole number,
 * whole number], ≥ 0; 0), `ceilMode` (true or false; false).
 */
export const maxPool2d: LayerDefinition<typeof options> = {
  kind: "maxPool2d",
  title: "2D max pooling",
  help: "Keeps the greatest value of each window, so that small shifts matter less and the image shrinks.",
  explanation: {
    equation: "y[n, c, i, j] = max_{u,v} x[n, c, i·stride + u − padding, …]",
    use: "Between convolutions, so that the image shrinks and small shifts do not matter.",
    pitfalls:
      "It forgets where in its window the value stood, and only the greatest one learns. Where " +
      "places matter, as in segmentation, a strided convolution keeps more.",
  },
  options,
  traits: { keepsWidth: true, passesOn: true },
  build: (_context, inputs, settings) => buildMaxPool(inputs, { kind: "maxPool2d", directions: 2, settings }),
};
