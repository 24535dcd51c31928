import { describe, expect, test } from "vitest";
import { normal, randomKey } from "../../base/random.ts";
import { nodeRuntime } from "../../runtime/session.node.ts";
import { allRows, valuesDataset, valuesRecipe } from "../surface/landscape.samples.ts";
import { RecipeSurface } from "../surface/recipe-surface.ts";
import { largestBatchThatPays, timeBatches } from "./largest-batch.ts";
import { gradientNoise } from "./noise-scale.ts";

const MEAN = [{ id: "output", kind: "dense", units: "outputs", bias: false }];
/**
 * Values around 0 with variance 1, predicted by one weight w: gradients 2(w − y), so tr(Σ) = 4 and |G|² =
 * 4w².
 */
const dataset = valuesDataset(
  Array.from({ length: 4000 }, () => [1]),
  (_, i) => normal(randomKey(12), i),
);

describe("the gradient noise scale", () => {
  test.each([0.5, 1, 2])("is var(y) / w² where one weight w predicts a mean of 0, w = %f", async (w) => {
    const surface = new RecipeSurface(valuesRecipe(MEAN), {
      dataset,
      rows: allRows(dataset),
      runtime: nodeRuntime,
    });
    const point = Float64Array.of(w);
    const noise = await gradientNoise((rows) => surface.gradientOn(point, rows), {
      rows: allRows(dataset),
      repeats: 8,
    });
    // 8 · 16 small batches tell a variance within 2·√(2/120) = 26%, and the mean of 2,048 rows is known
    // better.
    expect(noise.variance).toBeGreaterThan(4 * 0.74);
    expect(noise.variance).toBeLessThan(4 * 1.26);
    expect(noise.noiseScale! * w ** 2).toBeGreaterThan(0.65);
    expect(noise.noiseScale! * w ** 2).toBeLessThan(1.5);
    await surface.release();
  });

  test("is unknown at a minimum, or larger than what was drawn, and zero where all rows agree", async () => {
    const same = async () => Float64Array.of(3, 4);
    expect(await gradientNoise(same, { rows: allRows(dataset) })).toMatchObject({
      noiseScale: expect.closeTo(0, 8),
      squaredGradient: expect.closeTo(25, 8),
    });
    let sign = 1;
    const contrary = async () => {
      sign = -sign;
      return Float64Array.of(sign);
    };
    expect((await gradientNoise(contrary, { rows: allRows(dataset) })).noiseScale).toBeNull();
  });

  test("is measured on few rows too", async () => {
    const sizes: number[] = [];
    const count = async (rows: Int32Array) => {
      sizes.push(rows.length);
      expect(new Set(rows).size).toBe(rows.length);
      return Float64Array.of(1);
    };
    await gradientNoise(count, { rows: Int32Array.of(5, 6, 7, 8, 9), repeats: 1 });
    expect(sizes).toEqual([1, 1]);
  });
});

describe("the largest batch that pays", () => {
  const timings = (time: (size: number) => number) =>
    [8, 16, 32, 64, 128, 256, 512].map((batchSize) => ({ batchSize, msPerStep: time(batchSize) }));

  test("is the smallest where each example costs the same", () => {
    expect(
      largestBatchThatPays(
        timings((size) => size),
        0,
      ).batchSize,
    ).toBe(8);
  });

  test("grows with the noise where a step has a fixed cost, and stops where steps are no longer saved", () => {
    const cost = (size: number) => 1 + 0.01 * size;
    const [quiet, noisy] = [4, 1000].map((scale) => largestBatchThatPays(timings(cost), scale));
    // (1 + 4/B)(1 + B/100) is least at B = 20, where it is 1.44, and 1.45 at 16.
    expect(quiet.batchSize).toBe(16);
    // At B = 316 it is least, 17.3; 512 takes 18.1 and 256 17.5.
    expect(noisy.batchSize).toBe(256);
    expect(noisy.costs.map(({ relativeTime }) => relativeTime)[5]).toBeCloseTo(1, 10);
  });

  test("is the largest where all steps take the same time and gradients are noise", () => {
    const { batchSize, costs } = largestBatchThatPays(
      timings(() => 2),
      1e6,
    );
    expect(batchSize).toBe(512);
    expect(costs[0]).toMatchObject({ examplesPerSecond: 4000, relativeSteps: 125001 });
    expect(costs[0].relativeTime).toBeCloseTo(64, 1);
  });

  test("is read from steps that were run: all sizes up to half the rows", async () => {
    const timed = await timeBatches(valuesRecipe(MEAN), {
      dataset,
      rows: allRows(dataset).subarray(0, 100),
      runtime: nodeRuntime,
      durationMs: 5,
    });
    expect(timed.map(({ batchSize }) => batchSize)).toEqual([8, 16, 32]);
    for (const { msPerStep } of timed) expect(msPerStep).toBeGreaterThan(0);
  });
});
