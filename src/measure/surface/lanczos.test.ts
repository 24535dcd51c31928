import { expect, test } from "vitest";
import { dot } from "../../base/vectors.ts";
import { lanczos, powerIteration } from "./lanczos.ts";

const diagonal = (values: readonly number[]) => async (v: Float64Array) => v.map((x, i) => values[i] * x);

test("finds both ends of a spectrum of 400 eigenvalues in few products, with their vectors", async () => {
  const values = Array.from({ length: 400 }, (_, i) => (i === 7 ? 50 : i === 9 ? -20 : Math.sin(i)));
  const ends = await lanczos(diagonal(values), { size: 400 });
  expect(ends.converged).toBe(true);
  expect(ends.steps).toBeLessThan(40);
  // A residual of 1e-3 of 50 bounds the error by 0.05; for a lone eigenvalue it is its square, about 1e-5.
  expect(ends.largest.value).toBeCloseTo(50, 2);
  expect(ends.smallest.value).toBeCloseTo(-20, 2);
  expect(Math.abs(ends.largest.vector[7])).toBeCloseTo(1, 2);
  expect(dot(ends.largest.vector, ends.largest.vector)).toBeCloseTo(1, 8);
});

test("finds several of the largest, each with its own vector", async () => {
  const values = Array.from({ length: 300 }, (_, i) => (i < 4 ? 20 - 3 * i : i === 299 ? -5 : Math.cos(i)));
  const { leading, converged } = await lanczos(diagonal(values), { size: 300, count: 4, tolerance: 1e-5 });
  expect(converged).toBe(true);
  leading.forEach(({ value, vector }, i) => {
    expect(value).toBeCloseTo(20 - 3 * i, 6);
    expect(Math.abs(vector[i])).toBeCloseTo(1, 4);
  });
  expect(leading).toHaveLength(4);
});

test("ends early where the matrix has few eigenvalues, and of zeros it says zero", async () => {
  const two = await lanczos(diagonal([3, 3, 3, -1, -1]), { size: 5 });
  expect([two.smallest.value, two.largest.value, two.converged]).toEqual([
    expect.closeTo(-1, 8),
    expect.closeTo(3, 8),
    true,
  ]);
  const zero = await lanczos(diagonal([0, 0, 0]), { size: 3 });
  expect([zero.smallest.value, zero.largest.value, zero.steps]).toEqual([0, 0, 1]);
  expect((await lanczos(diagonal([-4]), { size: 1 })).largest.value).toBeCloseTo(-4, 12);
});

test("says when the steps did not suffice", async () => {
  const values = Array.from({ length: 500 }, (_, i) => 1 + i / 500);
  expect((await lanczos(diagonal(values), { size: 500, steps: 5 })).converged).toBe(false);
  expect((await powerIteration(diagonal(values), { size: 500, steps: 5 })).converged).toBe(false);
});

test("power iteration finds the eigenvalue of largest size, also a negative one", async () => {
  const { value, converged } = await powerIteration(diagonal([1, -6, 2]), { size: 3 });
  expect(converged).toBe(true);
  expect(value).toBeCloseTo(-6, 4);
});
