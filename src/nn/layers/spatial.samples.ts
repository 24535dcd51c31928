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

/** Images with a border of three zeros, then a layer with windows of 2. */
function behindBorder(kind: string, options: Record<string, unknown> = {}): NetworkSample {
  const { blocks } = onImages("zeroPadding");
  const border = { id: "border", kind: "zeroPadding", padding: 3 };
  return { layers: [border, { id: "layer", kind, kernel: 2, ...options }], blocks };
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
  maxPool2d: [
    onImages("maxPool2d"),
    onImages("maxPool2d", { kernel: 3, stride: [1, 2], padding: 1 }),
    onImages("maxPool2d", { kernel: 3, ceilMode: true }),
  ],
  depthwiseConvolution2d: [
    onImages("depthwiseConvolution2d", { kernel: 3, padding: "same" }),
    onImages("depthwiseConvolution2d", { kernel: 2, multiplier: 2, stride: 2, bias: false }),
  ],
  separableConvolution2d: [
    onImages("separableConvolution2d", { units: 3, kernel: 3, padding: 1 }),
    onImages("separableConvolution2d", { units: 2, kernel: 2, multiplier: 2, dilation: 2, bias: false }),
  ],
  transposedConvolution1d: [
    onSequences("transposedConvolution1d", { units: 3, kernel: 3 }),
    onSequences("transposedConvolution1d", { units: 2, kernel: 4, stride: 3, padding: 1, outputPadding: 2 }),
  ],
  transposedConvolution2d: [
    onImages("transposedConvolution2d", { units: 3, kernel: 2, stride: 2 }),
    onImages("transposedConvolution2d", {
      units: 4,
      kernel: [2, 3],
      stride: [2, 1],
      padding: [1, 0],
      outputPadding: [1, 0],
      dilation: [1, 2],
      groups: 2,
      bias: false,
    }),
  ],
  averagePool1d: [
    onSequences("averagePool1d"),
    onSequences("averagePool1d", { kernel: 3, padding: 1, ceilMode: true }),
  ],
  averagePool2d: [
    onImages("averagePool2d"),
    onImages("averagePool2d", { kernel: 3, stride: 2, padding: 1, countPadding: false }),
    onImages("averagePool2d", { kernel: [3, 2], ceilMode: true }),
  ],
  // Not the pooling alone, but behind a border that is wider than its window.
  zeroPadding: [
    behindBorder("averagePool2d"),
    behindBorder("maxPool2d"),
    behindBorder("convolution2d", { units: 2 }),
    onImages("zeroPadding", {
      padding: [
        [1, 0],
        [0, 2],
      ],
    }),
    onSequences("zeroPadding"),
  ],
  globalMaxPool: [onImages("globalMaxPool"), onSequences("globalMaxPool")],
  globalAveragePool: [onImages("globalAveragePool"), onSequences("globalAveragePool")],
  upsample: [
    onImages("upsample", { factor: [2, 3] }),
    onImages("upsample", { factor: [3, 2], method: "linear" }),
    onSequences("upsample", { method: "linear" }),
  ],
};
