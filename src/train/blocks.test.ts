import { expect, test } from "vitest";
import { randomKey, uniform } from "../base/random.ts";
import type { Dataset } from "../data/prepare/dataset.ts";
import {
  denseBlock,
  depthwiseSeparableBlock,
  residualBlock,
  residualDenseBlock,
  transformerEncoderBlock,
  transitionBlock,
} from "../nn/blocks/index.ts";
import { samplePlan, train } from "./training.samples.ts";

const ROWS = 120;
const SIZE = 6;

/** Noisy images [1, 6, 6] of three classes: bright on the left, at the top, or nowhere. */
function images(rowShape: readonly number[]): Dataset {
  const data = Float32Array.from({ length: ROWS * SIZE * SIZE }, (_, index) => {
    const [place, row] = [index % (SIZE * SIZE), Math.floor(index / (SIZE * SIZE))];
    const bright = row % 3 === 0 ? place % SIZE < 3 : row % 3 === 1 ? place < 3 * SIZE : false;
    return uniform(randomKey(5), index) + (bright ? 0.7 : 0) - 0.5;
  });
  return {
    rows: ROWS,
    blocks: [{ name: "features", dtype: "float32", rowShape, data }],
    target: {
      kind: "classes",
      data: Int32Array.from({ length: ROWS }, (_, row) => row % 3),
      classes: ["left", "top", "none"],
    },
  };
}

const stem = { id: "stem", kind: "convolution2d", units: 4, kernel: 3, padding: "same" };
const embed = { id: "stem", kind: "dense", units: 8 };
const place = { id: "block", input: "stem" };

test.each([
  ["residual", [1, 6, 6], [stem, ...residualBlock({ ...place, inputUnits: 4, units: 8, stride: 2 })]],
  [
    "densely connected",
    [1, 6, 6],
    [
      stem,
      ...denseBlock({ ...place, layers: 2, growth: 4 }),
      ...transitionBlock({ id: "transition", input: "block", units: 6 }),
    ],
  ],
  ["depthwise separable", [1, 6, 6], [stem, ...depthwiseSeparableBlock({ ...place, units: 8 })]],
  ["residual dense", [36], [embed, ...residualDenseBlock({ ...place, units: 8, stochasticDepth: 0.1 })]],
  ["transformer encoder", [6, 6], [embed, ...transformerEncoderBlock({ ...place, units: 8, heads: 2 })]],
] as const)("a network with a %s block learns three kinds of images", async (_name, rowShape, layers) => {
  const rest = [
    ...(rowShape.length > 1
      ? [{ id: "pool", kind: rowShape.length === 3 ? "globalAveragePool" : "flatten" }]
      : []),
    { id: "output", kind: "dense", units: "outputs" },
  ];
  const plan = samplePlan({
    dataset: images([...rowShape]),
    recipe: { network: { layers: [...layers, ...rest] }, schedule: { kind: "constant" } },
    training: { epochs: 6, batchSize: 20, earlyStopping: null },
    trainRows: ROWS,
    dev: false,
    probes: false,
  });
  const { history } = await train(plan);
  const losses = history.filter(({ kind }) => kind === "epoch").map(({ values }) => values["train.loss"]);
  // Guessing costs log 3 = 1.1; a network whose gradient misses a branch stays near it.
  expect(losses.at(-1)).toBeLessThan(0.7);
  expect(losses.at(-1)).toBeLessThan(0.7 * losses[0]);
});
