import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import { shapeError } from "../../../graph/operation.ts";
import { reshape, transposedConvolution2d } from "../../../graph/operations/index.ts";
import { sizeOf, type Tensor } from "../../../graph/tensor.ts";
import type { BuildContext } from "../../layer.ts";
import {
  fromImages,
  imagesOf,
  pairAlong,
  stepPair,
  stepSingle,
  widthPair,
  widthSingle,
} from "../common/window-options.ts";
import {
  type ConvolutionPlace,
  type ConvolutionSettings,
  convolution1dOptions,
  convolution2dOptions,
  withBias,
} from "./build-convolution.ts";

/** The options of a transposed convolution along a sequence. */
export const transposedConvolution1dOptions = z.strictObject({
  ...convolution1dOptions.shape,
  stride: option(z._default(stepSingle, 1), {
    help:
      "How far the windows of neighbouring inputs are from each other in the output, so about how " +
      "many times larger it gets.",
    unit: "times",
    scale: "integer",
    range: [1, 4],
  }),
  padding: option(z._default(widthSingle, 0), {
    help: "What is cut off the output at both ends.",
    unit: "times",
  }),
  outputPadding: option(z._default(widthSingle, 0), {
    help: "What is added at the output's end, below the stride, because several input sizes lead to one.",
    unit: "times",
  }),
});

/** The options of a transposed convolution over images. */
export const transposedConvolution2dOptions = z.strictObject({
  ...convolution2dOptions.shape,
  stride: option(z._default(stepPair, 1), {
    help:
      "How far the windows of neighbouring inputs are from each other in the output, so about how " +
      "many times larger it gets.",
    unit: "pixels",
    scale: "integer",
    range: [1, 4],
  }),
  padding: option(z._default(widthPair, 0), {
    help: "What is cut off the output at both ends.",
    unit: "pixels",
  }),
  outputPadding: option(z._default(widthPair, 0), {
    help: "What is added at the output's end, below the stride, because several input sizes lead to one.",
    unit: "pixels",
  }),
});

/** The options of a transposed convolution layer, in either number of directions. */
export interface TransposedConvolutionSettings extends ConvolutionSettings {
  readonly padding: number | [number, number];
  readonly outputPadding: number | [number, number];
}

/** Builds a transposed convolution layer's output, in the form of its input. */
export function buildTransposedConvolution(
  context: BuildContext,
  inputs: readonly Tensor[],
  { settings, place }: { settings: TransposedConvolutionSettings; place: ConvolutionPlace },
): Tensor {
  const { kind, directions } = place;
  const x = imagesOf(kind, inputs, directions);
  const channels = x.shape[1];
  const { groups } = settings;
  const filters = settings.units === "outputs" ? context.outputs : settings.units;
  if (channels % groups !== 0 || filters % groups !== 0) {
    throw shapeError(
      kind,
      `channels and units that ${groups} groups divide (the units are ${filters})`,
      inputs,
    );
  }
  const kernel = pairAlong(settings.kernel, directions, 1);
  const strides = pairAlong(settings.stride, directions, 1);
  const window = sizeOf(kernel);
  const weight = context.parameter("weight", {
    shape: [channels, filters / groups, ...kernel.slice(2 - directions)],
    initializer: settings.initializer,
    decay: true,
    // With a stride, each output lies under only a part of the window's places.
    fans: {
      fanIn: ((channels / groups) * window) / sizeOf(strides),
      fanOut: (filters / groups) * window,
    },
  });
  const y = transposedConvolution2d(x, reshape(weight, [channels, filters / groups, ...kernel]), {
    strides,
    padding: pairAlong(settings.padding, directions, 0),
    dilations: pairAlong(settings.dilation, directions, 1),
    outputPadding: pairAlong(settings.outputPadding, directions, 0),
    groups,
  });
  return fromImages(settings.bias ? withBias(context, y) : y, directions);
}
