import type { LayerDefinition } from "../../layer.ts";
import { buildAveragePool, averagePool2dOptions as options } from "./build-pooling.ts";

/**
 * The mean of each window of each channel, x [batch, channels, height, width]; sizes as in max pooling. The
 * stride is the kernel by default. With `countPadding` the padding's zeros count in the mean (PyTorch's
 * `count_include_pad`, its default); what `ceilMode` adds behind the end never does.
 *
 * Options, with their limits and defaults: `kernel` (whole number or [whole number, whole number], > 0; 2),
 * `stride` (whole number or [whole number, whole number], > 0), `padding` (whole number or [whole number,
 * whole number], ≥ 0; 0), `ceilMode` (true or false; false), `countPadding` (true or false; true).
 */
export const averagePool2d: LayerDefinition<typeof options> = {
  kind: "averagePool2d",
  title: "2D average pooling",
  help: "Takes the mean of each window of each channel, so that the image shrinks.",
  explanation: {
    equation: "y[n, c, i, j] = (1 / kernel²)·Σ_{u,v} x[n, c, i·stride + u − padding, …]",
    use: "To make images smaller smoothly, where every value counts.",
    pitfalls:
      "It dilutes rare strong responses, which max pooling keeps. With countPadding the values at " +
      "the borders are too small, because zeros count.",
  },
  options,
  traits: { keepsWidth: true, passesOn: true },
  build: (_context, inputs, settings) =>
    buildAveragePool(inputs, { kind: "averagePool2d", directions: 2, settings }),
};
