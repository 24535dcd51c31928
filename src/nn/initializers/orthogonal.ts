import { normal } from "../../base/random.ts";
import { addScaled, dot, norm } from "../../base/vectors.ts";
import { sizeOf } from "../../graph/tensor.ts";

/**
 * A random matrix whose rows or columns, whichever are fewer, are orthonormal, times `gain`. A shape of rank
 * 3 and more is taken as [first axis, all others]; of rank 1 and 0 as one row.
 *
 * Normal numbers are orthonormalized in float64 by the modified Gram-Schmidt process, twice over, which
 * leaves the vectors orthogonal to rounding; they are distributed uniformly (Haar), as with a QR
 * decomposition whose R has a positive diagonal.
 *
 * @see Saxe, McClelland & Ganguli, Exact Solutions to the Nonlinear Dynamics of Learning in Deep Linear
 * Networks, 2014
 */
export function orthogonalWeights(shape: readonly number[], key: number, gain: number): Float32Array {
  const size = sizeOf(shape);
  const rows = shape.length < 2 ? 1 : shape[0];
  const columns = size / rows;
  const wide = rows <= columns;
  const [count, length] = wide ? [rows, columns] : [columns, rows];
  const vectors = orthonormalVectors(count, length, key);
  const weights = new Float32Array(size);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      weights[row * columns + column] = gain * (wide ? vectors[row][column] : vectors[column][row]);
    }
  }
  return weights;
}

function orthonormalVectors(count: number, length: number, key: number): Float64Array[] {
  const vectors: Float64Array[] = [];
  for (let index = 0; index < count; index++) {
    const vector = Float64Array.from({ length }, (_, element) => normal(key, index * length + element));
    for (let pass = 0; pass < 2; pass++) for (const other of vectors) removeComponent(vector, other);
    const whole = norm(vector);
    vectors.push(vector.map((element) => element / whole));
  }
  return vectors;
}

function removeComponent(vector: Float64Array, direction: Float64Array): void {
  const component = dot(vector, direction);
  addScaled(vector, direction, -component);
}
