import { describe, expect, test } from "vitest";
import { normal, randomKey } from "../../base/random.ts";
import type { Dataset } from "../../data/prepare/dataset.ts";
import { nodeRuntime } from "../../runtime/session.node.ts";
import { planTraining } from "../../train/plan/plan-training.ts";
import { sampleDataset, sampleRecipe } from "../../train/training.samples.ts";
import { allRows, normalRows, valuesDataset, valuesRecipe } from "../surface/landscape.samples.ts";
import { confirm, learningRateRange, suggest } from "./learning-rate-range.ts";
import { explosion, readCurve, smooth } from "./range-curve.ts";
import { sweepLearningRate } from "./sweep.ts";

const LINEAR = [{ id: "output", kind: "dense", units: "outputs", bias: false }];

/**
 * A linear regression whose features are all stretched alike: SGD on all rows diverges at 2 / (2 · scale²) or
 * little before.
 */
function regression(scale: number): Dataset {
  return valuesDataset(normalRows(400, [scale, scale, scale]), ([a, b, c], i) => {
    const clean = (a - 2 * b + c) / scale;
    return clean + 0.1 * normal(randomKey(9), i);
  });
}

const test1 = (learningRate: number, loss: number) => ({ learningRate, loss });

describe("the range test on problems whose right rate is known", () => {
  test.each([0.1, 1, 10])(
    "is below the rate that diverges and within a factor of 60 of it, features times %f",
    async (scale) => {
      const dataset = regression(scale);
      const options = {
        dataset,
        rows: allRows(dataset),
        runtime: nodeRuntime,
        from: 1e-6,
        to: 1000,
        updates: 200,
      };
      const { suggestion, diverged } = await learningRateRange(valuesRecipe(LINEAR), options);
      // λmax of 400 rows of three features is within 20% of 2 · scale².
      const edge = 1 / scale ** 2;
      expect(diverged).toBeGreaterThan(0.8 * edge);
      expect(suggestion).toBeLessThan(0.85 * edge);
      expect(suggestion).toBeGreaterThan(edge / 60);
    },
  );

  test("differs little under the noise of small batches, and training with it lowers the loss", async () => {
    const dataset = regression(1);
    const rows = allRows(dataset);
    const recipe = (batchSize: number) => valuesRecipe(LINEAR, { training: { batchSize } });
    const range = { dataset, rows, runtime: nodeRuntime, to: 100 };
    const suggestions: number[] = [];
    for (const seed of [10, 20, 30]) {
      const { suggestion } = await learningRateRange(recipe(8), {
        ...range,
        seeds: [seed, seed + 1, seed + 2],
      });
      suggestions.push(suggestion!);
    }
    expect(Math.max(...suggestions) / Math.min(...suggestions)).toBeLessThan(4);
    const plan = planTraining(recipe(8), dataset, { rows: { train: rows }, probes: false });
    const rate = suggestions[0];
    const { points } = await sweepLearningRate(plan, nodeRuntime, { from: rate, to: rate, updates: 300 });
    const last = points.slice(-50).reduce((sum, { loss }) => sum + loss, 0) / 50;
    expect(last).toBeLessThan(points[0].loss / 20);
  });

  test("finds for Adam on a classification a rate of the usual size", async () => {
    const dataset = sampleDataset();
    const { suggestion } = await learningRateRange(sampleRecipe(), {
      dataset,
      rows: allRows(dataset),
      runtime: nodeRuntime,
    });
    expect(suggestion).toBeGreaterThan(1e-3);
    expect(suggestion).toBeLessThan(0.3);
  });

  test("suggests nothing where there is nothing to learn", async () => {
    const nothing = valuesDataset(normalRows(64, [0, 0]), (_, i) => (i % 2 === 0 ? 1 : -1));
    const result = await learningRateRange(valuesRecipe(LINEAR), {
      dataset: nothing,
      rows: allRows(nothing),
      runtime: nodeRuntime,
    });
    expect(result).toMatchObject({ suggestion: null, steepest: null, diverged: null });
  });

  test("starts from given weights, and suggests nothing where those cannot be bettered", async () => {
    const dataset = regression(1);
    const rows = allRows(dataset);
    const recipe = valuesRecipe(LINEAR);
    const plan = planTraining(recipe, dataset, { rows: { train: rows }, probes: false });
    const { state } = await sweepLearningRate(plan, nodeRuntime, { from: 0.1, to: 0.1, updates: 200 });
    const solved = await learningRateRange(recipe, { dataset, rows, runtime: nodeRuntime, start: state });
    expect(solved.suggestion).toBeNull();
  });
});

test("a suggestion that fails is divided by three until one holds, and given up after five", async () => {
  const below = (limit: number) => async (rate: number) => rate < limit;
  expect(await confirm(0.9, below(1))).toEqual({ suggestion: 0.9, lowered: 0 });
  expect(await confirm(0.9, below(0.2))).toEqual({ suggestion: expect.closeTo(0.1, 12), lowered: 2 });
  expect(await confirm(0.9, below(0.001))).toEqual({ suggestion: null, lowered: 4 });
  expect(await confirm(null, below(1))).toEqual({ suggestion: null, lowered: 0 });
});

test("the sweep covers its range exactly, in the plan's order of rows", async () => {
  const dataset = regression(1);
  const recipe = valuesRecipe(LINEAR, { training: { batchSize: 100 } });
  const plan = planTraining(recipe, dataset, { rows: { train: allRows(dataset) }, probes: false });
  const { points } = await sweepLearningRate(plan, nodeRuntime, { from: 1e-4, to: 1e-2, updates: 11 });
  expect(points).toHaveLength(11);
  points.forEach(({ learningRate }, i) => expect(learningRate).toBeCloseTo(1e-4 * 10 ** (i / 5), 10));
});

describe("reading a curve", () => {
  const course = (loss: (x: number, i: number) => number) =>
    Array.from({ length: 160 }, (_, i) => test1(10 ** (-6 + i / 20), loss(-6 + i / 20, i)));
  const bowl = (x: number) => (x < 0 ? 2 - 1.5 / (1 + Math.exp(-4 * (x + 2))) : 0.5 + 10 ** (2 * x) - 1);

  test("is nearly the same when batches differ, because they are compared with themselves", () => {
    const batch = (i: number) => normal(randomKey(3), i);
    const own = (i: number) => 0.03 * normal(randomKey(4), i);
    const clean = readCurve(
      course(bowl),
      course(() => 2),
    );
    const noisy = readCurve(
      course((x, i) => bowl(x) + batch(i) + own(i)),
      course((_, i) => 2 + batch(i)),
    );
    expect(Math.log10(clean.steepest!)).toBeGreaterThan(-2.5);
    expect(Math.log10(clean.steepest!)).toBeLessThan(-1);
    expect(Math.abs(Math.log10(noisy.steepest! / clean.steepest!))).toBeLessThan(0.5);
    expect(Math.abs(Math.log10(noisy.lowest! / clean.lowest!))).toBeLessThan(0.5);
  });

  test("sees no fall where batches differ and nothing else, and does not trust one seed of three", () => {
    const batches = course((_, i) => 1 + 0.2 * normal(randomKey(5), i));
    expect(readCurve(batches, batches)).toMatchObject({ steepest: null, lowest: null });
    const nothing = { points: [], steepest: null, lowest: null, diverged: null };
    expect(suggest([nothing, nothing, { ...nothing, steepest: 1, lowest: 10 }]).suggestion).toBeNull();
  });

  test("never suggests more than a third of what diverged", () => {
    const curve = { points: [], steepest: 1, lowest: 10, diverged: 0.6 };
    expect(suggest([curve]).suggestion).toBeCloseTo(0.2, 12);
  });

  test("corrects the average for its start, and sees explosions and what is not finite", () => {
    expect(smooth([test1(1, 5), test1(2, 5)]).map(({ smoothed }) => smoothed)).toEqual([
      expect.closeTo(5, 12),
      expect.closeTo(5, 12),
    ]);
    const still = [test1(0, 5), test1(0, 5)];
    expect(explosion([test1(1, 5), test1(2, 6)], still)).toBeUndefined();
    expect(explosion([test1(1, 5), test1(2, Number.NaN)], still)).toBe(2);
    expect(explosion([test1(1, 5), test1(2, 500)], still)).toBe(2);
    expect(explosion([test1(1, 1), test1(2, 500)], [test1(0, 1), test1(0, 500)])).toBeUndefined();
  });
});
