import { BATCH, type Shape } from "../tensor.ts";
import { normalize } from "./normalize.ts";
import { floats, type OperationSample } from "./sample.samples.ts";

interface Case {
  readonly title: string;
  readonly x: Shape;
  readonly affine: Shape;
  readonly axes: readonly number[];
}

const CASES: readonly Case[] = [
  { title: "the batch, as batch normalization", x: [BATCH, 3], affine: [1, 3], axes: [0] },
  { title: "the batch and the pixels", x: [BATCH, 2, 2, 3], affine: [1, 2, 1, 1], axes: [0, 2, 3] },
  { title: "the last axis, as layer normalization", x: [BATCH, 2, 4], affine: [1, 1, 4], axes: [-1] },
  { title: "rows", x: [BATCH, 4], affine: [1, 4], axes: [1] },
  { title: "two axes, scaled place by place", x: [BATCH, 2, 3], affine: [1, 2, 3], axes: [1, 2] },
  { title: "one scale for all", x: [BATCH, 3], affine: [1, 1], axes: [-1] },
];

/** Uses of {@link normalize}. */
export const normalizeSamples: readonly OperationSample[] = CASES.map(({ title, x, affine, axes }) => ({
  operation: "normalize",
  title,
  inputs: { x: floats(x), scale: floats(affine), shift: floats(affine) },
  build: ({ x, scale, shift }) => normalize(x, { scale, shift, axes, epsilon: 0.1 }),
}));
