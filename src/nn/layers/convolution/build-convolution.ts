import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import { shapeError } from "../../../graph/operation.ts";
import { add, convolution2d, reshape } from "../../../graph/operations/index.ts";
import { sizeOf, type Tensor } from "../../../graph/tensor.ts";
import { type InitializerSpec, initializerSchema } from "../../initializers/specification.ts";
import type { BuildContext } from "../../layer.ts";
import {
  type Directions,
  fromImages,
  imagesOf,
  paddingPair,
  paddingSingle,
  pairAlong,
  resolvePadding,
  stepPair,
  stepSingle,
} from "../common/window-options.ts";

const units = option(z.union([z.literal("outputs"), z.int().check(z.positive())]), {
  help: 'The number of filters, or "outputs" for as many as the target asks for.',
  unit: "filters",
  scale: "log",
  range: [16, 512],
  tune: true,
});
const groups = option(z._default(z.int().check(z.positive()), 1), {
  help:
    "Into how many groups channels and filters are divided; each filter sees the channels of its " + "group.",
  unit: "groups",
  scale: "choices",
  choices: [1, 2, 4, 8],
});
const bias = option(z._default(z.boolean(), true), {
  help: "Whether a bias is added; it does nothing right before a normalization.",
});
const initializer = option(z._default(initializerSchema, "heNormal"), { help: "How the weights are drawn." });

/** The options of a convolution along a sequence. */
export const convolution1dOptions = z.strictObject({
  units,
  kernel: option(stepSingle, {
    help: "The window's length.",
    unit: "times",
    scale: "integer",
    range: [3, 7],
  }),
  stride: option(z._default(stepSingle, 1), {
    help: "By how far the window moves from one output to the next.",
    unit: "times",
    scale: "integer",
    range: [1, 2],
  }),
  padding: option(z._default(paddingSingle, 0), {
    help:
      'Zeros at both ends: a width, or "valid" for none, or "same" for an output of ⌈length / ' +
      'stride⌉, or "causal" for zeros before the beginning alone.',
    unit: "times",
  }),
  dilation: option(z._default(stepSingle, 1), {
    help: "How far the window's places are from each other; 1 for side by side.",
    unit: "times",
    scale: "integer",
    range: [1, 4],
  }),
  groups,
  bias,
  initializer,
});

/** The options of a convolution over images. */
export const convolution2dOptions = z.strictObject({
  units,
  kernel: option(stepPair, {
    help: "The window's height and width: one number, or [down, across].",
    unit: "pixels",
    scale: "integer",
    range: [3, 7],
  }),
  stride: option(z._default(stepPair, 1), {
    help: "By how far the window moves from one output to the next.",
    unit: "pixels",
    scale: "integer",
    range: [1, 2],
  }),
  padding: option(z._default(paddingPair, 0), {
    help:
      'Zeros around the input: a width, or "valid" for none, or "same" for an output of ⌈size / ' +
      "stride⌉.",
    unit: "pixels",
  }),
  dilation: option(z._default(stepPair, 1), {
    help: "How far the window's places are from each other; 1 for side by side.",
    unit: "pixels",
    scale: "integer",
    range: [1, 4],
  }),
  groups,
  bias,
  initializer,
});

/** The options of a convolution layer, in either number of directions. */
export interface ConvolutionSettings {
  readonly units: number | "outputs";
  readonly kernel: number | [number, number];
  readonly stride: number | [number, number];
  readonly padding: number | [number, number] | "same" | "valid" | "causal";
  readonly dilation: number | [number, number];
  readonly groups: number;
  readonly bias: boolean;
  readonly initializer: InitializerSpec;
}

/**
 * Where a convolution is built: its kind for messages, how many directions, and what its weight is called.
 */
export interface ConvolutionPlace {
  readonly kind: string;
  readonly directions: Directions;
  readonly weightName?: string;
}

/** Builds a convolution layer's output, in the form of its input. */
export function buildConvolution(
  context: BuildContext,
  inputs: readonly Tensor[],
  { settings, place }: { settings: ConvolutionSettings; place: ConvolutionPlace },
): Tensor {
  const { kind, directions, weightName = "weight" } = place;
  const x = imagesOf(kind, inputs, directions);
  const filters = settings.units === "outputs" ? context.outputs : settings.units;
  const [, channels, ...size] = x.shape;
  const { groups } = settings;
  if (channels % groups !== 0 || filters % groups !== 0) {
    throw shapeError(
      kind,
      `channels and units that ${groups} groups divide (the units are ${filters})`,
      inputs,
      "Change groups or units.",
    );
  }
  const window = {
    kernel: pairAlong(settings.kernel, directions, 1),
    strides: pairAlong(settings.stride, directions, 1),
    dilations: pairAlong(settings.dilation, directions, 1),
  };
  const weight = context.parameter(weightName, {
    shape: [filters, channels / groups, ...window.kernel.slice(2 - directions)],
    initializer: settings.initializer,
    decay: true,
    fans: kernelFans({ channels, filters, groups, window: sizeOf(window.kernel) }),
  });
  const y = convolution2d(x, reshape(weight, [filters, channels / groups, ...window.kernel]), {
    strides: window.strides,
    dilations: window.dilations,
    padding: resolvePadding(settings.padding, directions, { ...window, size }),
    groups,
  });
  return fromImages(settings.bias ? withBias(context, y) : y, directions);
}

/** The inputs that one output of a convolution sees, and the outputs that one input reaches (at stride 1). */
function kernelFans(of: { channels: number; filters: number; groups: number; window: number }) {
  return { fanIn: (of.channels / of.groups) * of.window, fanOut: (of.filters / of.groups) * of.window };
}

/** Adds a bias for each channel of images, which begins at zero and is not decayed. */
export function withBias(context: BuildContext, y: Tensor): Tensor {
  const channels = y.shape[1];
  const bias = context.parameter("bias", { shape: [channels], initializer: "zeros", decay: false });
  return add(y, reshape(bias, [1, channels, 1, 1]));
}
