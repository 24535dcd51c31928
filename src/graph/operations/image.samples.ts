import { operationOf } from "../operation.ts";
import { BATCH, type Shape, type Tensor } from "../tensor.ts";
import * as op from "./index.ts";
import { distinct, floats, type OperationSample, ofOne, ofTwo } from "./sample.samples.ts";

interface Geometry {
  readonly title: string;
  readonly x: Shape;
  readonly weights: Shape;
  readonly options?: op.ConvolutionOptions;
}

const GEOMETRIES: readonly Geometry[] = [
  {
    title: "a kernel of 3 by 3, padded",
    x: [BATCH, 2, 4, 5],
    weights: [3, 2, 3, 3],
    options: { padding: 1 },
  },
  { title: "one by one", x: [BATCH, 3, 2, 2], weights: [2, 3, 1, 1] },
  {
    title: "strided, with a remainder",
    x: [BATCH, 1, 6, 7],
    weights: [2, 1, 3, 2],
    options: { strides: [2, 3], padding: [1, 0] },
  },
  {
    title: "dilated, padded on one side",
    x: [BATCH, 1, 6, 6],
    weights: [1, 1, 2, 3],
    options: { dilations: [3, 2], padding: [1, 0, 2, 1] },
  },
  { title: "in two groups", x: [BATCH, 4, 3, 2], weights: [6, 2, 2, 2], options: { groups: 2, strides: 1 } },
  {
    title: "each channel by itself",
    x: [BATCH, 3, 4, 4],
    weights: [3, 1, 3, 3],
    options: { groups: 3, strides: 2, padding: 1 },
  },
];

/** A node of the gradient of a convolution as an operation on its own inputs. */
function gradientOf(
  x: Tensor,
  weights: Tensor,
  at: { options?: op.ConvolutionOptions; outputGradient: Tensor; input: 0 | 1 },
) {
  const output = op.convolution2d(x, weights, at.options);
  const context = {
    inputs: output.inputs,
    attributes: output.attributes,
    output,
    outputGradient: at.outputGradient,
  };
  return operationOf("convolution2d").gradient!(context)[at.input]!;
}

const convolutionSamples: OperationSample[] = GEOMETRIES.flatMap(({ title, x, weights, options }) => {
  const placeholder = (shape: Shape, like: Tensor) => op.input("placeholder", { dtype: like.dtype, shape });
  const y = op.convolution2d(
    op.input("x", { dtype: "float32", shape: x }),
    op.input("weights", { dtype: "float32", shape: weights }),
    options,
  ).shape;
  return [
    ofTwo("convolution2d", title, {
      a: floats(x),
      b: floats(weights),
      build: (a, b) => op.convolution2d(a, b, options),
    }),
    ofTwo("convolution2dInputGradient", title, {
      a: floats(y),
      b: floats(weights),
      build: (outputGradient, b) => gradientOf(placeholder(x, b), b, { options, outputGradient, input: 0 }),
    }),
    ofTwo("convolution2dWeightGradient", title, {
      a: floats(x),
      b: floats(y),
      build: (a, outputGradient) =>
        gradientOf(a, placeholder(weights, a), { options, outputGradient, input: 1 }),
    }),
  ];
});

const POOLS: readonly [string, Shape, op.PoolingOptions][] = [
  ["side by side", [BATCH, 2, 4, 3], { kernel: [2, 3] }],
  ["side by side, with a remainder", [BATCH, 1, 5, 7], { kernel: 2 }],
  ["overlapping and padded", [BATCH, 1, 4, 5], { kernel: 3, strides: 2, padding: 1 }],
  ["with gaps", [BATCH, 1, 7, 5], { kernel: [2, 1], strides: [3, 2] }],
  ["padded on one side", [BATCH, 1, 4, 4], { kernel: 2, padding: [1, 0, 0, 1] }],
];

const poolingSamples: OperationSample[] = POOLS.flatMap(([title, shape, options]) => [
  ofOne("maxPool2d", title, { x: distinct(shape), build: (x) => op.maxPool2d(x, options) }),
  ofOne("averagePool2d", title, { x: floats(shape), build: (x) => op.averagePool2d(x, options) }),
]);

/** Operations on images [batch, channels, height, width]. */
export const imageSamples: readonly OperationSample[] = [
  ...convolutionSamples,
  ...poolingSamples,
  ofOne("upsample2d", "two by three", {
    x: floats([BATCH, 2, 2, 3]),
    build: (x) => op.upsample2d(x, [2, 3]),
  }),
];
