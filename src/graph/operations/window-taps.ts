import type { Tensor } from "../tensor.ts";
import { add } from "./arithmetic.ts";
import { broadcastTo, reshape, transpose } from "./shape.ts";
import { pad, slice, sliceAxis, stack } from "./slice.ts";
import { scalar } from "./source.ts";
import { indicesOf, type WindowAttributes } from "./window.ts";

/** A window over images, and at how many places it stands. */
export interface TapWindow extends Omit<WindowAttributes, "dilations"> {
  readonly kernel: readonly [number, number];
  /** Places down and across. */
  readonly places: readonly [number, number];
  /** The number that fills the padding. */
  readonly value: number;
}

/** Images as each tap of a window sees them, and the way back. */
export interface WindowTaps {
  /** The images as each tap of the window sees them, in row-major order: [batch, channels, ...places]. */
  readonly views: readonly Tensor[];
  /** The images whose elements are the sums of what the taps that see them have: the adjoint of the views. */
  collect(parts: readonly Tensor[]): Tensor;
}

/**
 * The taps of a window. Images are first sorted by phase, the rows and columns modulo the strides, so that
 * each tap is a contiguous part of one phase: strided slices, and the zeros between elements on the way back,
 * cost many times as much.
 */
export function windowTaps(x: Tensor, window: TapWindow): WindowTaps {
  const { kernel, strides, padding, places, value } = window;
  const [top, left] = padding;
  const image = x.shape.slice(2);
  // As many whole strides as hold the padded image and all windows.
  const counts = [0, 1].map((axis) => {
    const needed = (places[axis] - 1) * strides[axis] + kernel[axis];
    return Math.ceil(Math.max(image[axis] + padding[axis], needed) / strides[axis]);
  });
  const after = counts.map((count, axis) => count * strides[axis] - image[axis] - padding[axis]);
  const padded = pad(x, { before: [0, 0, top, left], after: [0, 0, ...after], value });
  const phases = split(padded, strides, counts);
  const spots = indicesOf(kernel).map(([u, v]) => ({
    phase: (u % strides[0]) * strides[1] + (v % strides[1]),
    at: [Math.floor(u / strides[0]), Math.floor(v / strides[1])],
  }));
  const [batch, channels] = x.shape;
  const views = spots.map(({ phase, at: [u, v] }) =>
    slice(phases[phase], [0, 0, u, v], [batch, channels, u + places[0], v + places[1]]),
  );
  const collect = (parts: readonly Tensor[]) => {
    const sums = phases.map((whole, phase) => {
      const own = parts.flatMap((part, tap) => {
        if (spots[tap].phase !== phase) return [];
        const [u, v] = spots[tap].at;
        const rest = [counts[0] - u - places[0], counts[1] - v - places[1]];
        return [pad(part, { before: [0, 0, u, v], after: [0, 0, ...rest] })];
      });
      return own.length === 0
        ? broadcastTo(scalar(0, x.dtype), whole.shape)
        : own.reduce((sum, part) => add(sum, part));
    });
    const whole = join(sums, strides, counts);
    return slice(whole, [0, 0, top, left], [batch, channels, top + image[0], left + image[1]]);
  };
  return { views, collect };
}

/** The images of each phase, [batch, channels, ...counts], row by row of phases. */
function split(padded: Tensor, strides: readonly number[], counts: readonly number[]): Tensor[] {
  if (strides.every((stride) => stride === 1)) return [padded];
  const [batch, channels] = padded.shape;
  const [down, across] = strides;
  const apart = reshape(padded, [batch, channels, counts[0], down, counts[1], across]);
  const sorted = reshape(transpose(apart, [3, 5, 0, 1, 2, 4]), [down * across, batch, channels, ...counts]);
  return Array.from({ length: down * across }, (_, phase) =>
    reshape(sliceAxis(sorted, 0, { start: phase, end: phase + 1 }), [batch, channels, ...counts]),
  );
}

/** The way back from {@link split}. */
function join(phases: readonly Tensor[], strides: readonly number[], counts: readonly number[]): Tensor {
  if (phases.length === 1) return phases[0];
  const [batch, channels] = phases[0].shape;
  const [down, across] = strides;
  const sorted = reshape(stack(phases), [down, across, batch, channels, ...counts]);
  const apart = transpose(sorted, [2, 3, 4, 0, 5, 1]);
  return reshape(apart, [batch, channels, counts[0] * down, counts[1] * across]);
}
