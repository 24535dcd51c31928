import type { Tensor } from "../../graph/tensor.ts";
import type { OptimizerSlot, StepMoment } from "../optimizer.ts";

/** The arguments of a transform of one tensor. */
export interface TransformArguments {
  /** The transform's own state, in the order of its `slots`. */
  readonly slots: readonly Tensor[];
  /** The scalar input of a name among the transform's `constants` and `scalars`. */
  scalar(name: string): Tensor;
}

/** The result of a transform of a direction. */
export interface Transformed {
  /** The direction after the transform, of the same shape. */
  readonly direction: Tensor;
  /** The state after the step; left out by transforms without slots. */
  readonly slots?: readonly Tensor[];
  /** A factor of the step size that follows from the tensor's shape; 1 by default. */
  readonly stepFactor?: number;
}

/**
 * A small pure step from a gradient to an update, after the transforms of optax. Optimizers are chains of
 * them; see `composeOptimizer`. A transform is made with an optimizer's options; numbers that vary between
 * trials reach its graph as scalars only.
 *
 * A transform may leave its direction short of a factor that is the same for all elements, and have the host
 * put it into the step size (`stepSize`), which saves a pass over the state. What follows in the chain must
 * then be linear, and if the factor changes from step to step, without memory.
 */
export interface Transform {
  readonly slots?: readonly OptimizerSlot[];
  /** Numbers that stay the same throughout a training, by name. */
  readonly constants?: Readonly<Record<string, number>>;
  /** Numbers that change from step to step, by name. */
  scalars?(moment: StepMoment): Record<string, number>;
  /** The chain's learning rate, which weight decay follows too, given the schedule's. */
  learningRate?(rate: number): number;
  /** The step size, given what it is without this transform. */
  stepSize?(size: number, moment: StepMoment): number;
  apply?(direction: Tensor, step: TransformArguments): Transformed;
}
