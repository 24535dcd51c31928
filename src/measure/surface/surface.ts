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
