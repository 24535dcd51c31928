import * as z from "zod/mini";
import { averagePool2d, maxPool2d, type PoolingOptions } from "../../graph/operations/index.ts";
import type { Tensor } from "../../graph/tensor.ts";
import {
  type Directions,
  fromImages,
  imagesOf,
  pairAlong,
  stepPair,
  stepSingle,
  widthPair,
  widthSingle,
} from "./window.ts";

/** The options of a pooling along a sequence. */
export const pooling1dOptions = z.strictObject({
  kernel: z._default(stepSingle, 2),
  stride: z.optional(stepSingle),
  padding: z._default(widthSingle, 0),
});

/** The options of a pooling over images. */
export const pooling2dOptions = z.strictObject({
  kernel: z._default(stepPair, 2),
  stride: z.optional(stepPair),
  padding: z._default(widthPair, 0),
});

/** What a pooling layer is told, in either number of directions. */
export interface PoolingSettings {
  readonly kernel: number | [number, number];
  readonly stride?: number | [number, number] | undefined;
  readonly padding: number | [number, number];
}

/** Where a pooling is built: its kind for messages and how many directions it has. */
export interface PoolingPlace {
  readonly kind: string;
  readonly directions: Directions;
}

/** A pooling's input as images and its window. */
export function poolingWindow(
  inputs: readonly Tensor[],
  { settings, place }: { settings: PoolingSettings; place: PoolingPlace },
): { images: Tensor; window: Required<PoolingOptions> } {
  const { kind, directions } = place;
  const pair = (value: number | [number, number], otherwise: number) =>
    pairAlong(value, directions, otherwise);
  return {
    images: imagesOf(kind, inputs, directions),
    window: {
      kernel: pair(settings.kernel, 1),
      strides: pair(settings.stride ?? settings.kernel, 1),
      padding: pair(settings.padding, 0),
    },
  };
}

/** Builds a max pooling layer's output, in the form of its input. */
export function buildMaxPool(
  inputs: readonly Tensor[],
  at: { settings: PoolingSettings; place: PoolingPlace },
): Tensor {
  const { images, window } = poolingWindow(inputs, at);
  return fromImages(maxPool2d(images, window), at.place.directions);
}

/** Builds an average pooling layer's output, in the form of its input. */
export function buildAveragePool(
  inputs: readonly Tensor[],
  at: { settings: PoolingSettings; place: PoolingPlace },
): Tensor {
  const { images, window } = poolingWindow(inputs, at);
  return fromImages(averagePool2d(images, window), at.place.directions);
}
