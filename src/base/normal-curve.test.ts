import { expect, test } from "vitest";
import { fastMass, fastNormalQuantile, fastUpperTail } from "./normal-curve.ts";

// scipy.stats.norm of SciPy 1.17.1.
test.each([
  [0.3, 0.3820885778110474],
  [1.5, 0.06680720126885807],
  [4, 3.167124183311992e-5],
  [8, 6.220960574271784e-16],
  [20, 2.7536241186062337e-89],
])("the upper tail at %d is SciPy's", (z, expected) => {
  // The fit's own error.
  expect(Math.abs(fastUpperTail(z) / expected - 1)).toBeLessThan(1.3e-7);
  expect(fastUpperTail(-z)).toBeCloseTo(1 - expected, 6);
});

test("a piece of a tail does not cancel, on either side", () => {
  const expected = 1.8700730870985856e-7;
  // The difference of two tails, each with an error of 1.2e-7 of itself.
  expect(Math.abs(fastMass(5, 5.2) / expected - 1)).toBeLessThan(1e-6);
  expect(fastMass(-5.2, -5)).toBe(fastMass(5, 5.2));
  expect(fastMass(-2, 1)).toBeCloseTo(0.818594614120364, 6);
});

test.each([
  [1e-9, -5.9978070150076865],
  [0.01, -2.3263478740408408],
  [0.3, -0.5244005127080409],
  [0.5, 0],
  [0.9, 1.2815515655446004],
  [0.999, 3.090232306167813],
])("the quantile of %d is SciPy's", (probability, expected) => {
  // The fit's own error, of numbers up to 6.
  expect(fastNormalQuantile(probability)).toBeCloseTo(expected, 7);
});

test("the ends have finite quantiles", () => {
  expect([fastNormalQuantile(0), fastNormalQuantile(1)].every(Number.isFinite)).toBe(true);
});
