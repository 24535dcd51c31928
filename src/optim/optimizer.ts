import type * as z from "zod/mini";
import type { Explanation } from "../base/explanation.ts";
import type { Tensor } from "../graph/tensor.ts";

/** The moment of an update, as the host knows it. */
export interface StepMoment {
  /** The number of the update, from 1. */
  readonly step: number;
  /** The schedule's learning rate for this update. */
  readonly learningRate: number;
}

/** State that an optimizer keeps for each parameter, of the parameter's shape. */
export interface OptimizerSlot {
  readonly name: string;
  /** The value of every element before the first update; 0 by default. */
  readonly initial?: number;
}

/** The arguments of an update of one tensor. */
export interface UpdateArguments<O> {
  readonly parameter: Tensor;
  /** The gradient, after clipping, of the parameter's shape. */
  readonly gradient: Tensor;
  /** The optimizer's state for this tensor, in the order of `slots`. */
  readonly slots: readonly Tensor[];
  /** The scalar input of a name that `scalars` gives. */
  scalar(name: string): Tensor;
  /** Whether weight decay applies to this tensor. */
  readonly decay: boolean;
  /** Whether this tensor is one that the optimizer's `matrices` asked for; false by default. */
  readonly matrix?: boolean;
  /** Read only for what is structure: whether there is weight decay at all. */
  readonly options: O;
}

/**
 * A kind of optimizer: a pure update of one tensor and its slots. What depends on the step or varies
 * between trials is computed by the host in float64 and enters as scalars. Most are compositions of small
 * transforms; see `composeOptimizer`.
 *
 * `weightDecay` is decoupled in every optimizer (Loshchilov & Hutter 2019): w ← w − rate·weightDecay·w beside
 * the update, untouched by momentum and scaling. L2 regularization is a penalty, `penalties.l2`.
 */
export interface OptimizerDefinition<S extends z.ZodMiniObject = z.ZodMiniObject> {
  /** The name in recipes, unique, in camel case. */
  readonly kind: string;
  /** The name that people read, in a few words. */
  readonly title: string;
  /** One sentence. */
  readonly help: string;
  /** Left out where it comes from none. */
  readonly paper?: string;
  /**
   * Equation, when to take it, and what goes wrong; may be left out, but every optimizer of the toolkit has
   * it.
   */
  readonly explanation?: Explanation;
  /** With PyTorch's defaults. Every optimizer has `learningRate` and `weightDecay`. */
  readonly options: S;
  /**
   * Whether each weight's step is divided by the size of its gradients (or a matrix's by its matrix's), so
   * that steps hardly grow with them: true of Adam and its kin, of sums of squares and of signs. Layers whose
   * gradients differ in size then learn alike, and L2 penalties are weakest where gradients are large
   * (Loshchilov & Hutter 2019).
   */
  readonly adaptive: boolean;
  /**
   * The largest curvature of a quadratic loss on which full-batch steps do not grow; left out where none is
   * known, as of adaptive optimizers, whose limit is one of the scaled Hessian.
   */
  stableSharpness?(options: z.output<S>): number;
  /** The state that is kept for each parameter. */
  slots(options: z.output<S>): readonly OptimizerSlot[];
  /** The names among `scalars` whose numbers stay the same throughout a training. */
  constants(options: z.output<S>): readonly string[];
  /** The numbers that `update` reads, by name. */
  scalars(options: z.output<S>, moment: StepMoment): Record<string, number>;
  /**
   * Which weights of two and more dimensions `update` must see whole, each as a tensor of its own: all but
   * embeddings and the last layer's, or all but embeddings. Left out by optimizers that work element by
   * element.
   */
  matrices?(options: z.output<S>): "hidden" | "all";
  /** The parameter and the slots after the update, of the same shapes. */
  update(step: UpdateArguments<z.output<S>>): { parameter: Tensor; slots: Tensor[] };
}
