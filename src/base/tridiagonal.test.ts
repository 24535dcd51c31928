import { expect, test } from "vitest";
import { normal, randomKey } from "./random.ts";
import { tridiagonalEigensystem } from "./tridiagonal.ts";

test("knows the eigenvalues 2 − 2 cos(kπ / (n + 1)) of the second difference", () => {
  const n = 12;
  const { values } = tridiagonalEigensystem(new Array(n).fill(2), new Array(n - 1).fill(-1));
  const expected = values.map((_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)));
  values.forEach((value, k) => expect(value).toBeCloseTo(expected[k], 12));
});

test("gives unit vectors that the matrix only stretches, ascending values, and copes with a matrix in parts", () => {
  const n = 15;
  const diagonal = Array.from({ length: n }, (_, i) => normal(randomKey(1), i));
  const off = Array.from({ length: n - 1 }, (_, i) => (i === 6 ? 0 : normal(randomKey(2), i)));
  const { values, vectors } = tridiagonalEigensystem(diagonal, off);
  expect([...values].sort((a, b) => a - b)).toEqual(values);
  vectors.forEach((v, k) => {
    expect(Math.hypot(...v)).toBeCloseTo(1, 12);
    v.forEach((value, i) => {
      const product =
        diagonal[i] * value + (off[i - 1] ?? 0) * (v[i - 1] ?? 0) + (off[i] ?? 0) * (v[i + 1] ?? 0);
      expect(product).toBeCloseTo(values[k] * value, 10);
    });
  });
});

test("of a single number it is that number", () => {
  expect(tridiagonalEigensystem([3], [])).toEqual({ values: [3], vectors: [Float64Array.of(1)] });
});
