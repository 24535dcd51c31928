import { sizeOf } from "../../graph/tensor.ts";

/** How many inputs feed a unit and how many units an input feeds. */
export interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/**
 * How many inputs feed a unit and how many units an input feeds.
 *
 * Rank 2, [inputs, units]: fanIn = inputs, fanOut = units. Rank 3 and more, convolution kernels [out, in,
 * ...window]: each times the window's size; a layer with groups tells its own. Rank 1 and 0: both the size.
 */
export function fans(shape: readonly number[]): Fans {
  if (shape.length < 2) return { fanIn: sizeOf(shape), fanOut: sizeOf(shape) };
  if (shape.length === 2) return { fanIn: shape[0], fanOut: shape[1] };
  const window = sizeOf(shape.slice(2));
  return { fanIn: shape[1] * window, fanOut: shape[0] * window };
}
