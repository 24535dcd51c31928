import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import {
  averagePool2d,
  constant,
  maxPool2d,
  multiply,
  type PoolingOptions,
} from "../../../graph/operations/index.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import {
  type Directions,
  fromImages,
  imagesOf,
  pairAlong,
  stepPair,
  stepSingle,
  widthPair,
  widthSingle,
} from "../common/window-options.ts";

const shared = {
  ceilMode: option(z._default(z.boolean(), false), {
    help: "Whether a last window that reaches over the end counts: length′ = ⌈…⌉ instead of ⌊…⌋.",
  }),
};
const single = {
  kernel: option(z._default(stepSingle, 2), {
    help: "The window's length.",
    unit: "times",
    scale: "integer",
    range: [2, 4],
  }),
  stride: option(z.optional(stepSingle), {
    help: "By how far the window moves from one output to the next; left out, the kernel.",
    unit: "times",
    scale: "integer",
    range: [1, 4],
  }),
  padding: option(z._default(widthSingle, 0), {
    help: "The width of the border at both ends, smaller than the kernel.",
    unit: "times",
  }),
};
const pair = {
  kernel: option(z._default(stepPair, 2), {
    help: "The window's height and width: one number, or [down, across].",
    unit: "pixels",
    scale: "integer",
    range: [2, 4],
  }),
  stride: option(z.optional(stepPair), {
    help: "By how far the window moves from one output to the next; left out, the kernel.",
    unit: "pixels",
    scale: "integer",
    range: [1, 4],
  }),
  padding: option(z._default(widthPair, 0), {
    help: "The width of the border at both ends, smaller than the kernel.",
    unit: "pixels",
  }),
};
const countPadding = option(z._default(z.boolean(), true), {
  help: "Whether the zeros of the padding count in the mean, as by default in PyTorch.",
});

/** The options of max pooling along a sequence. */
export const maxPool1dOptions = z.strictObject({ ...single, ...shared });
/** The options of max pooling over images. */
export const maxPool2dOptions = z.strictObject({ ...pair, ...shared });
/** The options of average pooling along a sequence. */
export const averagePool1dOptions = z.strictObject({ ...single, ...shared, countPadding });
/** The options of average pooling over images. */
export const averagePool2dOptions = z.strictObject({ ...pair, ...shared, countPadding });

/** The options of a pooling layer, in either number of directions. */
export interface PoolingSettings {
  readonly kernel: number | [number, number];
  readonly stride?: number | [number, number] | undefined;
  readonly padding: number | [number, number];
  readonly ceilMode: boolean;
  readonly countPadding?: boolean;
}

/** The arguments of a pooling: its kind for messages, how many directions it has, and its options. */
export interface PoolingPlace {
  readonly kind: string;
  readonly directions: Directions;
  readonly settings: PoolingSettings;
}

interface Window extends Required<PoolingOptions> {
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: readonly [number, number, number, number];
}

/** A pooling's input as images, its window, and the padding that it was told, without what ceil mode adds. */
function windowOf(inputs: readonly Tensor[], { kind, directions, settings }: PoolingPlace) {
  const images = imagesOf(kind, inputs, directions);
  const kernel = pairAlong(settings.kernel, directions, 1);
  const strides = pairAlong(settings.stride ?? settings.kernel, directions, 1);
  const told = pairAlong(settings.padding, directions, 0);
  const ends = told.map((width, axis) => {
    if (!settings.ceilMode) return width;
    const length = images.shape[2 + axis];
    const steps = Math.ceil((length + 2 * width - kernel[axis]) / strides[axis]);
    // A window must begin within the image or the padding before it, as in PyTorch.
    const last = steps * strides[axis] < length + width ? steps : steps - 1;
    return Math.max(width, last * strides[axis] + kernel[axis] - length - width);
  });
  const window: Window = { kernel, strides, padding: [...told, ends[0], ends[1]] };
  return { images, told, window };
}

/** Builds a max pooling layer's output, in the form of its input. */
export function buildMaxPool(inputs: readonly Tensor[], place: PoolingPlace): Tensor {
  const { images, window } = windowOf(inputs, place);
  return fromImages(maxPool2d(images, window), place.directions);
}

/** Builds an average pooling layer's output, in the form of its input. */
export function buildAveragePool(inputs: readonly Tensor[], place: PoolingPlace): Tensor {
  const { images, window, told } = windowOf(inputs, place);
  const mean = averagePool2d(images, window);
  const [height, width] = images.shape.slice(2);
  const counted = place.settings.countPadding ? told : [0, 0];
  const [down, across] = [height, width].map((length, axis) =>
    shares({ length, counted: counted[axis], axis, window, places: mean.shape[2 + axis] }),
  );
  if ([...down, ...across].every((share) => share === 1)) return fromImages(mean, place.directions);
  const factors = down.flatMap((row) => across.map((column) => row * column));
  const factor = constant(mean.dtype, [1, 1, down.length, across.length], factors);
  return fromImages(multiply(mean, factor), place.directions);
}

/**
 * By what the mean over whole windows is multiplied, so that only the image and the counted padding are in
 * it.
 */
function shares(at: {
  length: number;
  counted: number;
  axis: number;
  window: Window;
  places: number;
}): number[] {
  const { length, counted, axis, window, places } = at;
  const size = window.kernel[axis];
  return Array.from({ length: places }, (_, place) => {
    const start = place * window.strides[axis] - window.padding[axis];
    const within = Math.min(start + size, length + counted) - Math.max(start, -counted);
    return size / within;
  });
}
