import { expect, test } from "vitest";
import { minimize } from "./minimize.ts";

function rosenbrock(x: Float64Array, gradient: Float64Array): number {
  const [a, b] = [1 - x[0], x[1] - x[0] ** 2];
  gradient[0] = -2 * a - 400 * x[0] * b;
  gradient[1] = 200 * b;
  return a * a + 100 * b * b;
}

const WIDE = { low: [-5, -5], high: [5, 5] };

test("finds the end of a curved valley", () => {
  const { x, value } = minimize(rosenbrock, { start: [-1.2, 1], ...WIDE, steps: 200, progress: 0 });
  // The gradient's tolerance of 1e-5, over a curvature of at least 0.4 along the valley.
  expect(x[0]).toBeCloseTo(1, 4);
  expect(x[1]).toBeCloseTo(1, 4);
  expect(value).toBeLessThan(1e-9);
});

test("stops at bounds and goes on along them", () => {
  const { x } = minimize(rosenbrock, {
    start: [0.2, -2],
    low: [-5, -5],
    high: [0.5, 5],
    steps: 200,
    progress: 0,
  });
  expect(x[0]).toBe(0.5);
  expect(x[1]).toBeCloseTo(0.25, 5);
});

test("starts within the bounds, and stays where the gradient vanishes", () => {
  const flat = (_: Float64Array, gradient: Float64Array) => {
    gradient.fill(0);
    return 3;
  };
  expect(minimize(flat, { start: [9, -9], low: [0, 0], high: [1, 1] })).toEqual({
    x: Float64Array.of(1, 0),
    value: 3,
  });
});

test("goes around places where the function is not defined", () => {
  const logBarrier = (x: Float64Array, gradient: Float64Array) => {
    gradient[0] = 1 - 1 / x[0];
    return x[0] > 0 ? x[0] - Math.log(x[0]) : Number.POSITIVE_INFINITY;
  };
  expect(minimize(logBarrier, { start: [4], low: [-10], high: [10] }).x[0]).toBeCloseTo(1, 4);
});
