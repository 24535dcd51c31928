import type { NetworkSample } from "../network.samples.ts";

/** Numbers without pattern, all different and away from kinks. */
function distinct(count: number): number[] {
  return Array.from({ length: count }, (_, index) => Math.sin(7.31 * (index + 1)) * (1 + (index % 7) / 10));
}

/** Three images [2, 4, 5]. */
export function onImages(
  kind: string,
  options: Record<string, unknown> = {},
  rowShape = [2, 4, 5],
): NetworkSample {
  const data = distinct(3 * rowShape.reduce((product, size) => product * size, 1));
  return { layers: [{ id: "layer", kind, ...options }], blocks: { features: { rowShape, data } } };
}

/** Three sequences of two channels and seven steps. */
export function onSequences(kind: string, options: Record<string, unknown> = {}): NetworkSample {
  return onImages(kind, options, [2, 7]);
}

/** Networks of one layer that looks at windows of images or sequences. */
export const spatialSamples: Readonly<Record<string, readonly NetworkSample[]>> = {
  convolution1d: [
    onSequences("convolution1d", { units: 3, kernel: 3 }),
    onSequences("convolution1d", { units: 2, kernel: 2, padding: "causal", dilation: 2, groups: 2 }),
    onSequences("convolution1d", { units: 2, kernel: 4, padding: "same", stride: 2, bias: false }),
  ],
  convolution2d: [
    onImages("convolution2d", { units: 3, kernel: 3, padding: 1 }),
    onImages("convolution2d", { units: "outputs", kernel: [2, 3], padding: "same", stride: 2 }),
    onImages("convolution2d", { units: 4, kernel: 2, dilation: 2, groups: 2, bias: false }),
  ],
  maxPool1d: [onSequences("maxPool1d"), onSequences("maxPool1d", { kernel: 3, stride: 2, padding: 1 })],
  maxPool2d: [onImages("maxPool2d"), onImages("maxPool2d", { kernel: 3, stride: [1, 2], padding: 1 })],
};
