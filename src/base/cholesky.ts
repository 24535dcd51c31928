/**
 * Symmetric positive definite matrices as one Float64Array, row by row, with rows of `size` numbers. Inner
 * loops run along rows, so that memory is read in order.
 */

/**
 * The lower triangle L of A = L·Lᵀ, in place of the lower triangle of A; the upper one is left as it is.
 *
 * @param matrix A, of size·size numbers, of which the lower triangle is read.
 * @returns whether A is positive definite; where it is not, `matrix` is spoilt.
 */
export function choleskyInPlace(matrix: Float64Array, size: number): boolean {
  return extendCholesky(matrix, { size, from: 0 });
}

/**
 * As {@link choleskyInPlace}, where the first `from` rows of L are there already: a row costs size² steps.
 */
export function extendCholesky(
  matrix: Float64Array,
  { size, from }: { size: number; from: number },
): boolean {
  for (let i = from; i < size; i++) {
    const row = i * size;
    for (let j = 0; j < i; j++) {
      const other = j * size;
      matrix[row + j] = (matrix[row + j] - dotRows(matrix, { row, other, count: j })) / matrix[other + j];
    }
    const rest = matrix[row + i] - dotRows(matrix, { row, other: row, count: i });
    if (!(rest > 0)) return false;
    matrix[row + i] = Math.sqrt(rest);
  }
  return true;
}

/** Four sums side by side, so that additions need not wait for each other. */
function dotRows(m: Float64Array, { row, other, count }: { row: number; other: number; count: number }) {
  let [a, b, c, d] = [0, 0, 0, 0];
  let k = 0;
  for (; k + 3 < count; k += 4) {
    a += m[row + k] * m[other + k];
    b += m[row + k + 1] * m[other + k + 1];
    c += m[row + k + 2] * m[other + k + 2];
    d += m[row + k + 3] * m[other + k + 3];
  }
  for (; k < count; k++) a += m[row + k] * m[other + k];
  return a + b + (c + d);
}

/**
 * x of L·x = b, for the L of {@link choleskyInPlace}.
 *
 * @param x takes the solution; b itself may, too.
 */
export function solveLower(
  lower: Float64Array,
  right: Float64Array,
  x: Float64Array = new Float64Array(right.length),
): Float64Array {
  const size = right.length;
  for (let i = 0; i < size; i++) {
    const row = i * size;
    let [a, b, c, d] = [0, 0, 0, 0];
    let k = 0;
    for (; k + 3 < i; k += 4) {
      a += lower[row + k] * x[k];
      b += lower[row + k + 1] * x[k + 1];
      c += lower[row + k + 2] * x[k + 2];
      d += lower[row + k + 3] * x[k + 3];
    }
    for (; k < i; k++) a += lower[row + k] * x[k];
    x[i] = (right[i] - (a + b + (c + d))) / lower[row + i];
  }
  return x;
}

/** x of Lᵀ·x = b. */
export function solveUpper(lower: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const x = Float64Array.from(right);
  for (let i = size - 1; i >= 0; i--) {
    const row = i * size;
    const value = x[i] / lower[row + i];
    x[i] = value;
    for (let k = 0; k < i; k++) x[k] -= lower[row + k] * value;
  }
  return x;
}

/**
 * The inverse of A = L·Lᵀ, both triangles.
 *
 * @param spare two arrays of size·size numbers to work in, where many inverses are taken; the second one is
 *   returned.
 */
export function inverseOf(
  lower: Float64Array,
  size: number,
  spare: readonly [Float64Array, Float64Array] = [
    new Float64Array(size * size),
    new Float64Array(size * size),
  ],
): Float64Array {
  // Column j of L⁻¹ as row j, so that both products run along rows; what is left of the diagonal is not read.
  const [columns, inverse] = spare;
  for (let j = 0; j < size; j++) {
    const to = j * size;
    columns[to + j] = 1 / lower[to + j];
    for (let i = j + 1; i < size; i++) {
      const row = i * size;
      let sum = 0;
      let sum2 = 0;
      let k = j;
      for (; k + 1 < i; k += 2) {
        sum += lower[row + k] * columns[to + k];
        sum2 += lower[row + k + 1] * columns[to + k + 1];
      }
      if (k < i) sum += lower[row + k] * columns[to + k];
      columns[to + i] = -(sum + sum2) / lower[row + i];
    }
  }
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let [a, b, c, d] = [0, 0, 0, 0];
      let k = i;
      const [p, q] = [i * size, j * size];
      for (; k + 3 < size; k += 4) {
        a += columns[p + k] * columns[q + k];
        b += columns[p + k + 1] * columns[q + k + 1];
        c += columns[p + k + 2] * columns[q + k + 2];
        d += columns[p + k + 3] * columns[q + k + 3];
      }
      for (; k < size; k++) a += columns[p + k] * columns[q + k];
      inverse[p + j] = a + b + (c + d);
      inverse[q + i] = inverse[p + j];
    }
  }
  return inverse;
}
