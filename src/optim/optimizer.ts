import type * as z from "zod/mini";
import type { Tensor } from "../graph/tensor.ts";

/** The moment of a step, as the host knows it. */
export interface StepMoment {
  /** The number of the step, from 1. */
  readonly step: number;
  /** The schedule's learning rate for this step. */
  readonly learningRate: number;
}

/** What an update sees of one tensor. */
export interface UpdateArguments<O> {
  readonly parameter: Tensor;
  /** The gradient, after clipping, of the parameter's shape. */
  readonly gradient: Tensor;
  /** The optimizer's state for this tensor, in the order of `slots`; all begin at zero. */
  readonly slots: readonly Tensor[];
  /** The scalar input of a name that `scalars` gives. */
  scalar(name: string): Tensor;
  /** Whether weight decay applies to this tensor. */
  readonly decay: boolean;
  /** Read only for what is structure: whether there is weight decay at all. */
  readonly options: O;
}

/**
 * A kind of optimizer: a pure elementwise update of one tensor and its slots. What depends on the step or varies
 * between trials is computed by the host in float64 and enters as scalars.
 *
 * `weightDecay` is decoupled in every optimizer (Loshchilov & Hutter 2019): w ← w − rate·weightDecay·w beside
 * the update, untouched by momentum and scaling. L2 regularization is a penalty, `penalties.l2`.
 */
export interface OptimizerDefinition<S extends z.ZodMiniObject = z.ZodMiniObject> {
  /** The name in recipes, unique, in camel case. */
  readonly kind: string;
  readonly title: string;
  /** One sentence. */
  readonly help: string;
  readonly paper?: string;
  /** With PyTorch's defaults. Every optimizer has `learningRate` and `weightDecay`. */
  readonly options: S;
  /** The names of the state that is kept for each parameter. */
  readonly slots: readonly string[];
  /** The names among `scalars` whose numbers stay the same throughout a training. */
  readonly constants: readonly string[];
  /** The numbers that `update` reads, by name. */
  scalars(options: z.output<S>, moment: StepMoment): Record<string, number>;
  /** The parameter and the slots after the step, of the same shapes. */
  update(step: UpdateArguments<z.output<S>>): { parameter: Tensor; slots: Tensor[] };
}
