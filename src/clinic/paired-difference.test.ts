import { expect, test } from "vitest";
import { normal, randomKey, STREAMS } from "../base/random.ts";
import { mean, resampledVariance, variance } from "../base/statistics.ts";
import { meanDifference, pairedDifference } from "./paired-difference.ts";
import type { MemberResult } from "./verify.ts";

const FOLDS = 5;
/** Of five folds: a quarter as many rows judge as are trained on. */
const SHARE = 0.25;

function member(number: number, losses: readonly number[], examples?: readonly number[]): MemberResult {
  return {
    member: number,
    seed: number,
    perExampleLoss: losses,
    score: 0,
    ...(examples ? { examples } : {}),
  };
}

test("the error of resampled means is that of Nadeau and Bengio, and of seeds the usual one", () => {
  const values = [0.1, 0.3, 0.2, 0.5];
  expect(resampledVariance(values, 0)).toBeCloseTo(variance(values) / 4, 15);
  // By hand: s² = 0.0875/3, times (1/4 + 1/4).
  expect(resampledVariance(values, 0.25)).toBeCloseTo((0.0875 / 3) * 0.5, 15);
});

test("a difference says by its interval whether it is real, with the sign of the second's gain", () => {
  const before = [1, 2, 3].map((number) => member(number, [0.5, 0.52, 0.48, 0.51]));
  const better = [1, 2, 3].map((number) => member(number, [0.4, 0.41, 0.39, 0.4 + 0.001 * number]));
  const told = pairedDifference({ before, after: better }, { testShare: 0 });
  expect(told).toMatchObject({ isReal: true, pairs: 3 });
  expect(told.effect).toBeGreaterThan(0);
  expect(told.low).toBeGreaterThan(0);
  const back = pairedDifference({ before: better, after: before }, { testShare: 0 });
  expect([back.effect, back.low, back.high]).toEqual([-told.effect, -told.high, -told.low]);
  expect(back.pValue).toBeCloseTo(told.pValue, 12);
  const same = pairedDifference({ before, after: before }, { testShare: 0 });
  expect(same).toMatchObject({ effect: 0, isReal: false, pValue: 1 });
});

test("what diverges on one side is really worse", () => {
  const finite = [1, 2].map((number) => member(number, [0.5, 0.4]));
  const broken = [1, 2].map((number) => member(number, [Number.NaN, 0.4]));
  const told = pairedDifference({ before: finite, after: broken }, { testShare: 0 });
  expect(told).toMatchObject({ effect: Number.NEGATIVE_INFINITY, isReal: true });
});

test("of fewer than three means there is no interval", () => {
  expect(meanDifference([0.1, 0.2], { testShare: 0 })).toBeUndefined();
});

test("over folds whose means are alike, as overlap makes them, no difference is seldom taken for one", () => {
  // Means of folds share a part, as those of networks do that were trained on three quarters of the same
  // rows: with correlation ρ/(1 + ρ) of testShare ρ the correction is exact. Plain t says 21% here.
  const rounds = 2000;
  const correlation = SHARE / (1 + SHARE);
  let [plain, corrected] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    const key = randomKey(round, STREAMS.sampling);
    const shared = Math.sqrt(correlation) * normal(key, FOLDS);
    const means = Array.from(
      { length: FOLDS },
      (_, fold) => shared + Math.sqrt(1 - correlation) * normal(key, fold),
    );
    plain += Number(meanDifference(means, { testShare: 0 })!.isReal);
    corrected += Number(meanDifference(means, { testShare: SHARE })!.isReal);
  }
  // The standard error of a share of 5% over 2,000 rounds is 0.5%.
  expect(corrected / rounds).toBeLessThan(0.065);
  expect(plain / rounds).toBeGreaterThan(0.12);
});

test("the pairs of folds are judged with the larger of both errors", () => {
  const of = (shift: (fold: number) => number) =>
    Array.from({ length: FOLDS }, (_, fold) => {
      const examples = Array.from({ length: 20 }, (_, index) => fold * 20 + index);
      return member(
        fold + 1,
        examples.map((index) => 0.5 + 0.001 * (index % 3) + shift(fold)),
        examples,
      );
    });
  const sides = { before: of(() => 0), after: of((fold) => -0.01 * fold) };
  const told = pairedDifference(sides, { testShare: SHARE });
  const means = [0, 1, 2, 3, 4].map((fold) => 0.01 * fold);
  expect(told.effect).toBeCloseTo(mean(means), 12);
  expect(told.standardError).toBeCloseTo(Math.sqrt(resampledVariance(means, SHARE)), 12);
  expect(told.degreesOfFreedom).toBe(FOLDS - 1);
});
