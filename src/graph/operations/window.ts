/**
 * How a window moves over an image: [height, width] each; the padding is [top, left, bottom, right] as in
 * ONNX.
 */
export type WindowAttributes = {
  readonly strides: readonly [number, number];
  readonly padding: readonly [number, number, number, number];
  readonly dilations: readonly [number, number];
};

/** Padding of all sides, of [height, width], or of [top, left, bottom, right]. */
export type Padding = number | readonly [number, number] | readonly [number, number, number, number];

/** One number for both directions, or one for each. */
export function pairOf(value: number | readonly [number, number]): readonly [number, number] {
  return typeof value === "number" ? [value, value] : value;
}

/** Padding as [top, left, bottom, right]. */
export function paddingOf(padding: Padding): WindowAttributes["padding"] {
  if (typeof padding === "number") return [padding, padding, padding, padding];
  return padding.length === 2 ? [padding[0], padding[1], padding[0], padding[1]] : padding;
}

/** Whether strides and dilations are positive integers and paddings nonnegative ones. */
export function isWindowGeometry({ strides, padding, dilations }: WindowAttributes): boolean {
  const steps = [...strides, ...dilations];
  return (
    steps.every((step) => Number.isInteger(step) && step >= 1) &&
    padding.every((width) => Number.isInteger(width) && width >= 0)
  );
}

/** At how many places the window fits, down and across. */
export function convolvedSize(
  image: readonly number[],
  kernel: readonly number[],
  { strides, padding, dilations }: WindowAttributes,
): number[] {
  return image.map((length, axis) => {
    const room = length + padding[axis] + padding[axis + 2] - dilations[axis] * (kernel[axis] - 1) - 1;
    return Math.floor(room / strides[axis]) + 1;
  });
}

/** The shapes that a convolution joins: y = convolution(x, weights). */
interface Convolution {
  readonly x: readonly number[];
  readonly weights: readonly number[];
  readonly y: readonly number[];
  readonly attributes: WindowAttributes & { readonly groups: number };
}

/**
 * Products of a convolution along a row: `count` of one weight with every `stride`th pixel, into neighbouring
 * elements of y.
 */
export interface ConvolutionRun {
  readonly atX: number;
  readonly atWeights: number;
  readonly atY: number;
  readonly count: number;
  readonly stride: number;
}

/**
 * Visits all products of a convolution, run by run. An element of y meets its weights in their order in
 * memory, as in the plain loop over windows, but the visits are fewer by the width of the image.
 */
export function forEachRun(
  { x, weights, y, attributes: { strides, padding, dilations, groups } }: Convolution,
  visit: (run: ConvolutionRun) => void,
): void {
  const [filters, channels, kernelHeight, kernelWidth] = weights;
  const [, , rows, columns] = y;
  const [, stride] = strides;
  const run = { atX: 0, atWeights: 0, atY: 0, count: 0, stride };
  for (let plane = 0; plane < x[0] * filters; plane++) {
    const [image, filter] = [Math.floor(plane / filters), plane % filters];
    const firstChannel = image * x[1] + Math.floor(filter / (filters / groups)) * channels;
    for (let tap = 0; tap < channels * kernelHeight * kernelWidth; tap++) {
      const channel = firstChannel + Math.floor(tap / (kernelHeight * kernelWidth));
      const down = (Math.floor(tap / kernelWidth) % kernelHeight) * dilations[0] - padding[0];
      const across = (tap % kernelWidth) * dilations[1] - padding[1];
      const first = Math.max(0, Math.ceil(-across / stride));
      run.count = Math.min(columns - 1, Math.floor((x[3] - 1 - across) / stride)) - first + 1;
      if (run.count < 1) continue;
      run.atWeights = filter * channels * kernelHeight * kernelWidth + tap;
      for (let row = 0; row < rows; row++) {
        const rowOfX = row * strides[0] + down;
        if (rowOfX < 0 || rowOfX >= x[2]) continue;
        run.atX = (channel * x[2] + rowOfX) * x[3] + first * stride + across;
        run.atY = (plane * rows + row) * columns + first;
        visit(run);
      }
    }
  }
}

/** All indices into an array, in row-major order. */
export function indicesOf(shape: readonly number[]): number[][] {
  let indices: number[][] = [[]];
  for (const size of shape) {
    indices = indices.flatMap((index) => Array.from({ length: size }, (_, last) => [...index, last]));
  }
  return indices;
}
