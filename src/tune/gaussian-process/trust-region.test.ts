import { expect, test } from "vitest";
import { sideOf, trustRegion } from "./trust-region.ts";

const options = { features: 3, startup: 2 };

test("three improvements in a row double the side, six failures halve it", () => {
  const start = [10, 9];
  expect(sideOf(start, options)).toBe(0.8);
  expect(sideOf([...start, 8, 7, 6], options)).toBe(1.6);
  expect(sideOf([...start, 8, 7, 9, 6, 5], options)).toBe(0.8);
  expect(sideOf([...start, ...new Array(6).fill(20)], options)).toBe(0.4);
});

test("begins anew when it has become too small", () => {
  const halvings = Math.ceil(Math.log2(0.8 * 2 ** 7));
  const failures = (count: number) => [10, 9, ...new Array(count).fill(20)];
  expect(sideOf(failures(6 * (halvings - 1)), options)).toBeLessThan(0.02);
  expect(sideOf(failures(6 * halvings), options)).toBe(0.8);
});

test("reaches farther where the function varies less, and stays within the space", () => {
  const weights = Float64Array.of(1, 1 / 16, 16);
  const { low, high } = trustRegion(Float64Array.of(0.5, 0.5, 0.99), 0.2, { weights, scale: 1, noise: 1e-4 });
  expect(high[0] - low[0]).toBeCloseTo(0.2, 12);
  expect(high[1] - low[1]).toBeCloseTo(0.8, 12);
  expect([low[2], high[2]]).toEqual([expect.closeTo(0.99 - 0.025, 12), 1]);
});
