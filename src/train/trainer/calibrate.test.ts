import { expect, test } from "vitest";
import { randomKey, uniform } from "../../base/random.ts";
import type { Dataset } from "../../data/prepare/dataset.ts";
import { stateFeeds } from "../../model/evaluate.ts";
import { namedViews } from "../../program/layout.ts";
import { openProgram } from "../../runtime/open-program.ts";
import { nodeRuntime } from "../../runtime/session.node.ts";
import type { TrainingPlan } from "../plan/plan.ts";
import { sampleDataset, samplePlan, train } from "../training.samples.ts";
import { calibratedWeights } from "./calibrate.ts";

const initialization = { kind: "lsuv", rows: 64 };

/** A deep network with all that stands between weights: dropout, normalization, activations. */
const DEEP = [
  ...[1, 2, 3, 4, 5, 6].flatMap((number) => [
    { id: `dense${number}`, kind: "dense", units: 16, initializer: { kind: "normal", standardDeviation: 3 } },
    { id: `relu${number}`, kind: "relu" },
  ]),
  { id: "drop", kind: "dropout", rate: 0.3 },
  { id: "norm", kind: "batchNormalization" },
  { id: "output", kind: "dense", units: "outputs" },
];

function planOf(
  layers: readonly object[],
  options: { dataset?: Dataset; outputBias?: string } = {},
): TrainingPlan {
  const { dataset = sampleDataset(), ...rest } = options;
  return samplePlan({ dataset, recipe: { network: { layers, initialization, ...rest } } });
}

/** The variances that the calibration program finds with some weights. */
async function variancesOf(plan: TrainingPlan, parameters: Float32Array): Promise<number[]> {
  const { program, blocks, rows } = plan.calibration!;
  const session = await openProgram(nodeRuntime, program);
  const feeds = blocks.map(({ name, dtype, rowShape, data }) => [
    name,
    { dtype, shape: [rows, ...rowShape], data },
  ]);
  const results = await session.run({
    ...stateFeeds({ parameters, buffers: plan.initial.buffers }, plan),
    ...Object.fromEntries(feeds),
  });
  await session.release();
  return plan.calibration!.parameters.map((_, index) => results[`variance:${index}`].data[0] as number);
}

test("every layer's output has the variance 1 on the rows that were looked at, whatever the initializers", async () => {
  const plan = planOf(DEEP);
  expect(plan.calibration!.parameters).toHaveLength(7);
  expect(plan.calibration!.rows).toBe(64);
  const before = await variancesOf(plan, plan.initial.parameters);
  expect(before.some((variance) => Math.abs(variance - 1) > 0.1)).toBe(true);
  const { parameters } = await calibratedWeights(plan, nodeRuntime);
  // float32 with some tens of roundings.
  expect(await variancesOf(plan, parameters)).toEqual(before.map(() => expect.closeTo(1, 4)));
});

test("the weights stay orthogonal, and biases and the base rate stay as they are", async () => {
  const plan = planOf(DEEP, { outputBias: "baseRate" });
  const { parameters } = await calibratedWeights(plan, nodeRuntime);
  const views = namedViews(plan.parameters, parameters);
  const { data } = views.get("dense3.weight")!;
  const dot = (i: number, j: number) =>
    Array.from({ length: 16 }, (_, k) => data[16 * i + k] * data[16 * j + k]).reduce((a, b) => a + b);
  expect(dot(0, 5) / dot(0, 0)).toBeCloseTo(0, 5);
  expect(dot(5, 5) / dot(0, 0)).toBeCloseTo(1, 5);
  const own = namedViews(plan.parameters, plan.initial.parameters);
  expect(views.get("output.bias")!.data).toEqual(own.get("output.bias")!.data);
  expect(views.get("output.bias")!.data.every((bias) => bias < 0)).toBe(true);
  expect(plan.initial.parameters).not.toEqual(parameters);
});

test("convolutions, depthwise and transposed ones among them, are calibrated too", async () => {
  const data = Float32Array.from({ length: 200 * 32 }, (_, index) => 3 * uniform(randomKey(9), index) ** 2);
  const dataset = {
    ...sampleDataset(),
    blocks: [{ name: "features", dtype: "float32" as const, rowShape: [2, 4, 4], data }],
  };
  const layers = [
    { id: "conv", kind: "convolution2d", units: 6, kernel: 3, padding: 1, groups: 2 },
    { id: "norm", kind: "groupNormalization", groups: 3 },
    { id: "depth", kind: "depthwiseConvolution2d", kernel: 3 },
    { id: "relu", kind: "relu" },
    { id: "up", kind: "transposedConvolution2d", units: 4, kernel: 2, stride: 2 },
    { id: "separable", kind: "separableConvolution2d", units: 5, kernel: 2 },
    { id: "pool", kind: "globalAveragePool" },
    { id: "output", kind: "dense", units: "outputs" },
  ];
  const plan = planOf(layers, { dataset });
  const { parameters } = await calibratedWeights(plan, nodeRuntime);
  expect(plan.calibration!.parameters).toEqual([
    "conv.weight",
    "depth.weight",
    "up.weight",
    "separable.pointwiseWeight",
    "output.weight",
  ]);
  expect(await variancesOf(plan, parameters)).toEqual(Array(5).fill(expect.closeTo(1, 4)));
});

test("weights that begin at zero are left alone, and so are networks that do not ask for it", async () => {
  const layers = [
    { id: "hidden", kind: "dense", units: 4 },
    { id: "output", kind: "dense", units: "outputs", initializer: "zeros" },
  ];
  expect(planOf(layers).calibration!.parameters).toEqual(["hidden.weight"]);
  const plain = samplePlan();
  expect(plain.calibration).toBeUndefined();
  expect(await calibratedWeights(plain, nodeRuntime)).toBe(plain.initial);
});

test("training begins with the calibrated weights, the same each time, and learns in a deep network", async () => {
  const plan = planOf(DEEP);
  const [once, again] = [await train(plan), await train(plan)];
  expect(again.outcome.chosen.parameters).toEqual(once.outcome.chosen.parameters);
  const losses = once.history
    .filter(({ kind }) => kind === "epoch")
    .map(({ values }) => values["train.loss"]);
  // Weights of a deviation of 3 in six layers would begin with a loss of hundreds of thousands.
  expect(losses[0]).toBeLessThan(2);
  expect(losses.at(-1)).toBeLessThan(losses[0]);
});
