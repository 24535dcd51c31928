import type { LayerDefinition } from "../../layer.ts";
import { buildAveragePool, averagePool1dOptions as options } from "./build-pooling.ts";

/**
 * The mean of each window of each channel, x [batch, channels, length]; sizes as in max pooling. The stride
 * is the kernel by default. With `countPadding` the padding's zeros count in the mean (PyTorch's
 * `count_include_pad`, its default); what `ceilMode` adds behind the end never does.
 *
 * Options, with their limits and defaults: `kernel` (whole number, > 0; 2), `stride` (whole number, > 0),
 * `padding` (whole number, ≥ 0; 0), `ceilMode` (true or false; false), `countPadding` (true or false; true).
 */
export const averagePool1d: LayerDefinition<typeof options> = {
  kind: "averagePool1d",
  title: "1D average pooling",
  help: "Takes the mean of each window of each channel, so that the sequence shrinks.",
  explanation: {
    equation: "y[n, c, i] = (1 / kernel)·Σ_u x[n, c, i·stride + u − padding]",
    use: "To make sequences smaller smoothly, where every value counts.",
    pitfalls:
      "It dilutes rare strong responses, which max pooling keeps. With countPadding the values at " +
      "the borders are too small, because zeros count.",
  },
  options,
  traits: { keepsWidth: true, passesOn: true },
  build: (_context, inputs, settings) =>
    buildAveragePool(inputs, { kind: "averagePool1d", directions: 1, settings }),
};
