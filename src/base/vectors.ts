/** The inner product Σ a·b of vectors of one length. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** The Euclidean norm √Σ v². */
export function norm(vector: ArrayLike<number>): number {
  return Math.sqrt(dot(vector, vector));
}

/** y ← y + factor·x, in place. */
export function addScaled(y: Float64Array, x: ArrayLike<number>, factor: number): void {
  for (let i = 0; i < y.length; i++) y[i] += factor * x[i];
}

/** factor·x, a new vector. */
export function scaled(x: ArrayLike<number>, factor: number): Float64Array {
  return Float64Array.from(x, (value) => factor * value);
}
