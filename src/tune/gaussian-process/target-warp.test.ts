import { expect, test } from "vitest";
import { mean } from "../../base/statistics.ts";
import { BENDS, warpTargets } from "./target-warp.ts";

const values = Float64Array.of(5, 1, 1000, 2, 40, 3);

test.each(BENDS)("keeps the order and is standardized, bent at %d", (bend) => {
  const { targets, of } = warpTargets(values, bend);
  expect(mean(targets)).toBeCloseTo(0, 12);
  expect(mean(targets.map((target) => target ** 2))).toBeCloseTo(1, 12);
  const order = (list: Float64Array) => Array.from(list.keys()).sort((a, b) => list[a] - list[b]);
  expect(order(targets)).toEqual(order(values));
  values.forEach((value, i) => expect(of(value)).toBeCloseTo(targets[i], 12));
});

test.each(BENDS)("tells the slopes and the sum of their logarithms, bent at %d", (bend) => {
  const { of, slopes, logSlope } = warpTargets(values, bend);
  // A central difference, relative to values of up to 1000.
  values.forEach((value, i) =>
    expect((of(value + 1e-4) - of(value - 1e-4)) / 2e-4).toBeCloseTo(slopes[i], 6),
  );
  expect(logSlope).toBeCloseTo(
    slopes.reduce((sum, slope) => sum + Math.log(slope), 0),
    12,
  );
});

test("a smaller bend draws far values nearer", () => {
  const farthest = (bend: number) => Math.max(...warpTargets(values, bend).targets);
  expect(farthest(0.2)).toBeLessThan(farthest(1));
  expect(farthest(1)).toBeLessThan(farthest(Number.POSITIVE_INFINITY));
});

test("alike values are all 0", () => {
  expect(warpTargets(Float64Array.of(3, 3, 3), 0.5).targets).toEqual(Float64Array.of(0, 0, 0));
});
