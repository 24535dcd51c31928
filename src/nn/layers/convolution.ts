import * as z from "zod/mini";
import { shapeError } from "../../graph/operation.ts";
import { add, convolution2d, reshape } from "../../graph/operations/index.ts";
import { sizeOf, type Tensor } from "../../graph/tensor.ts";
import { type InitializerSpec, initializerSchema } from "../initializers/specification.ts";
import type { BuildContext } from "../layer.ts";
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
} from "./window.ts";

/** The number of filters, or "outputs" for as many as the target asks for. */
const units = z.union([z.literal("outputs"), z.int().check(z.positive())]);
const groups = z._default(z.int().check(z.positive()), 1);
const bias = z._default(z.boolean(), true);
const initializer = z._default(initializerSchema, "heNormal");

/** The options of a convolution along a sequence. */
export const convolution1dOptions = z.strictObject({
  units,
  kernel: stepSingle,
  stride: z._default(stepSingle, 1),
  padding: z._default(paddingSingle, 0),
  dilation: z._default(stepSingle, 1),
  groups,
  bias,
  initializer,
});

/** The options of a convolution over images. */
export const convolution2dOptions = z.strictObject({
  units,
  kernel: stepPair,
  stride: z._default(stepPair, 1),
  padding: z._default(paddingPair, 0),
  dilation: z._default(stepPair, 1),
  groups,
  bias,
  initializer,
});

/** What a convolution layer is told, in either number of directions. */
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

/** Where a convolution is built: its kind for messages, how many directions, and what its weight is called. */
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
