import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { choleskyInPlace, extendCholesky, inverseOf, solveLower, solveUpper } from "./cholesky.ts";
import { normal } from "./random.ts";

// NumPy's numbers: scripts/golden/gaussian_process.py.
const { cholesky } = JSON.parse(
  readFileSync(new URL("../../test/golden/gaussian-process.json", import.meta.url), "utf8"),
);
const flat = (rows: number[][]) => Float64Array.from(rows.flat());
// Numbers are of the order of 1, and few operations lie between: two digits are left for rounding.
const DIGITS = 14;

function expectClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, DIGITS));
}

test("factors, solves and inverts as NumPy does", () => {
  const lower = flat(cholesky.matrix);
  expect(choleskyInPlace(lower, 4)).toBe(true);
  for (let i = 0; i < 4; i++)
    for (let j = 0; j <= i; j++) expect(lower[4 * i + j]).toBeCloseTo(cholesky.lower[i][j], DIGITS);
  expectClose(solveLower(lower, Float64Array.from(cholesky.right)), cholesky.forward);
  expectClose(solveUpper(lower, Float64Array.from(cholesky.right)), cholesky.backward);
  expectClose(inverseOf(lower, 4), cholesky.inverse.flat());
});

test("extends a factor row by row to the same as at once, and inverts into used memory", () => {
  const size = 23;
  const half = Float64Array.from({ length: size * size }, (_, i) => normal(3, i));
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++)
      for (let k = 0; k < size; k++)
        matrix[i * size + j] += half[i * size + k] * half[j * size + k] + (i === j ? 0.1 : 0);
  const whole = matrix.slice();
  choleskyInPlace(whole, size);
  const grown = matrix.slice();
  // The first nine rows as a factor of their own would leave them.
  for (let i = 0; i < 9; i++) for (let j = 0; j <= i; j++) grown[i * size + j] = whole[i * size + j];
  expect(extendCholesky(grown, { size, from: 9 })).toBe(true);
  expect(grown).toEqual(whole);
  const used = () => new Float64Array(size * size).fill(7);
  const inverse = inverseOf(whole, size, [used(), used()]);
  for (let i = 0; i < size; i++) {
    let product = 0;
    for (let k = 0; k < size; k++) product += matrix[i * size + k] * inverse[k * size + i];
    // The condition number is some thousands.
    expect(product).toBeCloseTo(1, 9);
  }
});

test("says so when a matrix is not positive definite", () => {
  expect(choleskyInPlace(Float64Array.of(1, 2, 2, 1), 2)).toBe(false);
  expect(choleskyInPlace(Float64Array.of(Number.NaN), 1)).toBe(false);
});
