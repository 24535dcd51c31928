import { expect, test } from "vitest";
import { symmetricEigen } from "./symmetric-eigen.ts";

const matrix = [
  [4, 1, -2, 0.5],
  [1, 3, 0, 1],
  [-2, 0, 2, -1],
  [0.5, 1, -1, 1],
].map((row) => Float64Array.from(row));

test("eigenvalues are those of numpy.linalg.eigh, ascending", () => {
  const expected = [-0.1091704781703635, 1.3374915341965758, 2.9318755015646585, 5.83980344240913];
  // Both are exact to some units in the last place of the largest.
  [...symmetricEigen(matrix).values].forEach((value, index) =>
    expect(Math.abs(value - expected[index])).toBeLessThan(1e-14 * 8),
  );
});

test("vectors are orthogonal and give the matrix back", () => {
  const { values, vectors } = symmetricEigen(matrix);
  const entry = (row: number, column: number, scale: ArrayLike<number>) =>
    vectors[row].reduce((sum, value, index) => sum + value * scale[index] * vectors[column][index], 0);
  matrix.forEach((row, at) =>
    row.forEach((value, column) => {
      // Rounding of sums of four products of numbers up to 6.
      expect(entry(at, column, values)).toBeCloseTo(value, 13);
      expect(entry(at, column, [1, 1, 1, 1])).toBeCloseTo(at === column ? 1 : 0, 13);
    }),
  );
});

test("the Hilbert matrix of 12 rows, whose condition is 1e16, keeps its large eigenvalues", () => {
  const hilbert = Array.from({ length: 12 }, (_, row) =>
    Float64Array.from({ length: 12 }, (_, column) => 1 / (row + column + 1)),
  );
  const values = symmetricEigen(hilbert).values;
  // The error of each is some units of rounding of the largest, 1.8.
  expect(Math.abs(values[11] - 1.7953720595619975)).toBeLessThan(1e-14);
  expect(Math.abs(values[6] - 1.1163357483235139e-5)).toBeLessThan(1e-14);
});
