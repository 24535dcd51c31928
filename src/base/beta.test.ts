import { expect, test } from "vitest";
import { beta } from "./beta.ts";
import { randomKey } from "./random.ts";

const DRAWS = 20_000;
const draws = (a: number, b: number) =>
  Array.from({ length: DRAWS }, (_, index) => beta({ a, b }, randomKey(7, index)));

test.each([
  [0.1, 0.1],
  [0.4, 0.4],
  [1, 1],
  [2, 5],
  [30, 3],
])("Beta(%d, %d) has its mean, variance and third moment", (a, b) => {
  const values = draws(a, b);
  expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
  // Raw moments: E[x^k] = Π (a + i) / (a + b + i). The standard error of a mean over n draws is sd / √n.
  const moment = (k: number) =>
    Array.from({ length: k }, (_, i) => (a + i) / (a + b + i)).reduce((x, y) => x * y, 1);
  for (const k of [1, 2, 3]) {
    const mean = values.reduce((sum, value) => sum + value ** k, 0) / DRAWS;
    const error = Math.sqrt((moment(2 * k) - moment(k) ** 2) / DRAWS);
    expect(Math.abs(mean - moment(k))).toBeLessThan(4 * error);
  }
});

test("Beta(1, 1) is uniform in every tenth", () => {
  const counts = new Array(10).fill(0);
  for (const value of draws(1, 1)) counts[Math.min(9, Math.floor(10 * value))]++;
  // Each holds 2000 with a standard deviation of 42.
  for (const count of counts) expect(Math.abs(count - DRAWS / 10)).toBeLessThan(4 * 42.5);
});

test("very small shapes give the ends, and never no number", () => {
  const values = draws(1e-4, 1e-4).slice(0, 500);
  expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
  expect(values.filter((value) => value < 1e-6 || value > 1 - 1e-6).length).toBeGreaterThan(490);
});

test("is a function of the key", () => {
  expect(beta({ a: 0.2, b: 0.2 }, 5)).toBe(beta({ a: 0.2, b: 0.2 }, 5));
  expect(beta({ a: 0.2, b: 0.2 }, 5)).not.toBe(beta({ a: 0.2, b: 0.2 }, 6));
});
