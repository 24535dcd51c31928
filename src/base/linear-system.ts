/**
 * Solves A·x = b for a symmetric positive definite A, by Gaussian elimination, which then needs no pivoting.
 *
 * @param matrix A, row by row; left as it is.
 * @param right b.
 */
export function solvePositiveDefinite(
  matrix: readonly ArrayLike<number>[],
  right: ArrayLike<number>,
): number[] {
  const size = matrix.length;
  const system = matrix.map((row, i) =>
    Float64Array.from({ length: size + 1 }, (_, j) => (j < size ? row[j] : right[i])),
  );
  for (let pivot = 0; pivot < size; pivot++) {
    for (let i = pivot + 1; i < size; i++) {
      const factor = system[i][pivot] / system[pivot][pivot];
      for (let j = pivot; j <= size; j++) system[i][j] -= factor * system[pivot][j];
    }
  }
  const solution = new Array<number>(size).fill(0);
  for (let i = size - 1; i >= 0; i--) {
    let rest = system[i][size];
    for (let j = i + 1; j < size; j++) rest -= system[i][j] * solution[j];
    solution[i] = rest / system[i][i];
  }
  return solution;
}
