import * as z from "zod/mini";
import { shapeError } from "../../../graph/operation.ts";
import { reshape } from "../../../graph/operations/index.ts";
import { isFloat, type Tensor } from "../../../graph/tensor.ts";

const step = z.int().check(z.positive());
const width = z.int().check(z.nonnegative());

/** How many spatial axes a layer's windows have: [length], or [height, width]. */
export type Directions = 1 | 2;

/** A positive whole number of a window: one for both directions or [down, across]. */
export const stepPair = z.union([step, z.tuple([step, step])]);
/** A whole number of 0 or more of a window: one for both directions or [down, across]. */
export const widthPair = z.union([width, z.tuple([width, width])]);
/** A positive whole number of a window along a sequence. */
export const stepSingle = step;
/** A whole number of 0 or more of a window along a sequence. */
export const widthSingle = width;

/**
 * Padding with zeros: a width for both ends of each direction, or "valid" for none, or "same" for as much as
 * makes the output ⌈size / stride⌉ long, the odd one at the end.
 */
export const paddingPair = z.union([widthPair, z.enum(["same", "valid"])]);
/** As {@link paddingPair}; "causal" pads the beginning only, so that no output sees what comes after it. */
export const paddingSingle = z.union([width, z.enum(["same", "valid", "causal"])]);

type Pair = readonly [number, number];

/**
 * A number or pair as [down, across]; along a sequence, which is an image of height 1, as [`across1d`,
 * value].
 */
export function pairAlong(value: number | Pair, directions: Directions, otherwise: number): Pair {
  if (directions === 1) return [otherwise, Number(value)];
  return typeof value === "number" ? [value, value] : value;
}

/** A window's size and steps, each [down, across]. */
export interface WindowGeometry {
  readonly kernel: Pair;
  readonly strides: Pair;
  readonly dilations: Pair;
}

/** Padding in words or widths as [top, left, bottom, right] for images of a size. */
export function resolvePadding(
  padding: number | Pair | "same" | "valid" | "causal",
  directions: Directions,
  at: WindowGeometry & { readonly size: readonly number[] },
): readonly [number, number, number, number] {
  if (padding === "valid") return [0, 0, 0, 0];
  if (typeof padding !== "string") {
    const [down, across] = pairAlong(padding, directions, 0);
    return [down, across, down, across];
  }
  const totals = at.size.map((length, axis) => {
    const reach = at.dilations[axis] * (at.kernel[axis] - 1) + 1;
    if (padding === "causal") return reach - 1;
    return Math.max((Math.ceil(length / at.strides[axis]) - 1) * at.strides[axis] + reach - length, 0);
  });
  const before = totals.map((total) => (padding === "causal" ? total : Math.floor(total / 2)));
  return [before[0], before[1], totals[0] - before[0], totals[1] - before[1]];
}

const EXPECTED = {
  1: "one input of floats [batch, channels, length]",
  2: "one input of floats [batch, channels, height, width]",
} as const;

/**
 * A layer's only input as images [batch, channels, height, width]; a sequence [batch, channels, length] has
 * height 1.
 */
export function imagesOf(kind: string, inputs: readonly Tensor[], directions: Directions): Tensor {
  const [x] = inputs;
  if (inputs.length !== 1 || !isFloat(x.dtype) || x.shape.length !== directions + 2) {
    const hint =
      directions === 2
        ? 'Add a reshape layer before it, such as { "kind": "reshape", "shape": [1, 28, 28] }.'
        : 'Add a reshape layer before it, such as { "kind": "reshape", "shape": [1, 100] }.';
    throw shapeError(kind, EXPECTED[directions], inputs, hint);
  }
  const [batch, channels, length] = x.shape;
  return directions === 1 ? reshape(x, [batch, channels, 1, length]) : x;
}

/** Images back in the form that {@link imagesOf} was given. */
export function fromImages(images: Tensor, directions: Directions): Tensor {
  const [batch, channels, , across] = images.shape;
  return directions === 1 ? reshape(images, [batch, channels, across]) : images;
}
