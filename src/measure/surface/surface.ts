/** A loss as a function of all parameters, which are one flat vector. */
export interface LossSurface {
  /** The number of parameters. */
  readonly size: number;
  /** The loss at a point. */
  loss(point: Float64Array): Promise<number>;
  /** The loss and its gradient at a point. */
  gradient(point: Float64Array): Promise<{ readonly loss: number; readonly gradient: Float64Array }>;
  /** The product H·v of the loss's Hessian at a point with a vector. */
  hessianVector(point: Float64Array, vector: Float64Array): Promise<Float64Array>;
}

/** Σ a·b. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** The Euclidean norm. */
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
