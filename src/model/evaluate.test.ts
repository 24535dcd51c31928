import { expect, test } from "vitest";
import { evaluationData } from "../program/dataset-blocks.ts";
import { openProgram } from "../runtime/open-program.ts";
import { nodeRuntime } from "../runtime/session.node.ts";
import { initialState } from "../train/trainer/state.ts";
import { sampleDataset, samplePlan } from "../train/training.samples.ts";
import { evaluate, evaluateUnless, score } from "./evaluate.ts";

const ROWS = 9000;
const dataset = sampleDataset({ rows: ROWS });
const rows = evaluationData(
  dataset,
  Int32Array.from({ length: ROWS }, (_, row) => row),
);
const plan = samplePlan();

test("many rows are evaluated in several calls as in one, and can be interrupted between two", async () => {
  const session = await openProgram(nodeRuntime, plan.evaluation);
  const state = initialState(plan);
  const whole = await evaluate(session, state, { ...plan, ...rows });
  expect(whole.loss.length).toBe(ROWS);
  expect(whole.prediction.length).toBe(3 * ROWS);
  for (const row of [0, 4095, 4096, 8191, 8192, 8999]) {
    const alone = await evaluate(session, state, {
      ...plan,
      ...evaluationData(dataset, Int32Array.of(row)),
    });
    // A product of one row takes another path than one of many; float32 rounds to 6e-8.
    expect(alone.loss[0]).toBeCloseTo(whole.loss[row], 5);
    expect(alone.prediction[0]).toBeCloseTo(whole.prediction[3 * row], 5);
  }
  let asked = 0;
  const cut = await evaluateUnless(() => asked++ === 2, { ...plan, ...rows, session, state });
  expect(cut).toBeUndefined();
  expect(asked).toBe(3);
  await session.release();
});

const classes = {
  rows: 3,
  blocks: [],
  target: { name: "target", dtype: "int32" as const, rowShape: [], data: Int32Array.of(0, 1, 0) },
};

test("accuracy is the share of right classes, and of equal probabilities the first counts", () => {
  const prediction = Float32Array.of(0.5, 0.5, 0.2, 0.8, 0.1, 0.9);
  expect(score({ prediction, loss: Float32Array.of(1, 2, 6) }, classes, { kind: "accuracy" })).toEqual({
    loss: 3,
    metric: 2 / 3,
  });
});

test("probabilities that are not numbers are wrong", () => {
  const prediction = new Float32Array(6).fill(Number.NaN);
  const result = score({ prediction, loss: new Float32Array(3).fill(Number.NaN) }, classes, {
    kind: "accuracy",
  });
  expect(result).toEqual({ loss: Number.NaN, metric: 0 });
});

test("the root mean squared error is in the target's units", () => {
  const values = {
    rows: 2,
    blocks: [],
    target: { name: "target", dtype: "float32" as const, rowShape: [], data: Float32Array.of(1, 5) },
  };
  const evaluation = { prediction: Float32Array.of(4, 1), loss: Float32Array.of(9, 16) };
  expect(score(evaluation, values, { kind: "rmse", scale: [10] })).toEqual({
    loss: 12.5,
    metric: 10 * Math.sqrt(12.5),
  });
});
