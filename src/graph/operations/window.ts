/** How a window moves over an image: [height, width] each; the padding is [top, left, bottom, right] as in ONNX. */
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

/** Visits each product of a convolution with the offsets of its three elements. */
export function forEachTap(
  { x, weights, y, attributes: { strides, padding, dilations, groups } }: Convolution,
  visit: (atX: number, atWeights: number, atY: number) => void,
): void {
  const [images, , height, width] = x;
  const [filters, channels, kernelHeight, kernelWidth] = weights;
  for (let image = 0; image < images; image++) {
    for (let filter = 0; filter < filters; filter++) {
      const firstChannel = image * x[1] + Math.floor(filter / (filters / groups)) * channels;
      for (let place = 0; place < y[2] * y[3]; place++) {
        const top = Math.floor(place / y[3]) * strides[0] - padding[0];
        const left = (place % y[3]) * strides[1] - padding[1];
        for (let tap = 0; tap < channels * kernelHeight * kernelWidth; tap++) {
          const row = top + (Math.floor(tap / kernelWidth) % kernelHeight) * dilations[0];
          const column = left + (tap % kernelWidth) * dilations[1];
          if (row < 0 || row >= height || column < 0 || column >= width) continue;
          const channel = firstChannel + Math.floor(tap / (kernelHeight * kernelWidth));
          const atWeights = filter * channels * kernelHeight * kernelWidth + tap;
          visit(
            (channel * height + row) * width + column,
            atWeights,
            (image * filters + filter) * y[2] * y[3] + place,
          );
        }
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
