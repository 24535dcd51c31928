import type * as z from "zod/mini";
import type { Explanation } from "../../base/explanation.ts";
import type { Tensor } from "../../graph/tensor.ts";

/**
 * What a target holds: `classes`, int32 numbers [batch]; `values`, floats [batch] or [batch, width];
 * `labels`, for each of several questions 0 or 1, floats [batch, labels].
 */
export type TargetKind = "classes" | "values" | "labels";

/** What a loss expects of the values that it is given as targets. */
export interface ValueRequirements {
  /**
   * "none" where the target's own numbers have a meaning, as counts have; values are standardized by default.
   */
  readonly scaling?: "none";
  /** "nonNegative": none below 0. "distribution": in each row none below 0, and their sum 1. */
  readonly domain?: "nonNegative" | "distribution";
}

/**
 * What is judged for each kind of target: of values the RMSE, or, where quantiles are predicted, their
 * pinball loss.
 */
export interface JudgedBy {
  readonly classes?: "accuracy";
  readonly labels?: "hammingLoss";
  readonly values?: "rmse" | "pinball";
}

/** What can be known of a target without looking at an example. */
export interface BaseRates {
  readonly target: TargetKind;
  /** The number of the network's outputs. */
  readonly outputs: number;
  /**
   * How often each answer comes: for classes the frequency of each, for labels that of each label, for values
   * the mean of each. Left out where it is not known: classes then come equally often, and labels half of the
   * time.
   */
  readonly means?: readonly number[];
}

/**
 * A kind of loss. `perExample` gives one number for each example, so that example weights apply outside of
 * it; see `batchLoss`.
 */
export interface LossDefinition<S extends z.ZodMiniObject = z.ZodMiniObject> {
  /** The name in recipes, unique, in camel case. */
  readonly kind: string;
  /** The name that people read, in a few words. */
  readonly title: string;
  /** One sentence. */
  readonly help: string;
  /** Left out where it comes from none. */
  readonly paper?: string;
  /**
   * Equation, when to take it, and what goes wrong; may be left out, but every loss of the toolkit has it.
   */
  readonly explanation?: Explanation;
  /** The schema of its options, each with its default and limits: a strict object. */
  readonly options: S;
  /** The kinds of target that it can be given. */
  readonly targets: readonly TargetKind[];
  /** What it expects of values; left out where any will do. */
  readonly values?: ValueRequirements;
  /** What predictions are judged by when networks and recipes are compared: one for each of `targets`. */
  readonly judgedBy: JudgedBy;
  /**
   * What a linear model is called that is trained by it, with an L2 penalty; left out where it has no name.
   */
  readonly linearModel?: string;
  /**
   * The quantiles that are predicted of each value, each by an output of its own; left out where the value
   * itself is.
   */
  quantiles?(options: z.output<S>): readonly number[];
  /**
   * The loss of each example, [batch].
   *
   * @throws TrainwellError `shape-mismatch` when output and target do not fit.
   */
  perExample(output: Tensor, target: Tensor, options: z.output<S>): Tensor;
  /**
   * What each example counts in the mean, [batch]: the mean is Σ loss / Σ of these. Undefined (as where it is
   * left out) for 1 each.
   */
  meanWeight?(output: Tensor, target: Tensor, options: z.output<S>): Tensor | undefined;
  /**
   * What the network's output says: class probabilities [batch, classes] for classes; for values the values
   * [batch, outputs], of which a single one an example has the shape [batch]; for labels the probability of
   * each, [batch, labels].
   *
   * @param about `target` is the kind that the network is trained for.
   */
  prediction(output: Tensor, options: z.output<S>, about: { target: TargetKind }): Tensor;
  /**
   * The output of a unit that says a mean of the target: for classes the frequency of the unit's class, for
   * labels that of the label, for values their mean. Left out where a mean does not tell the output.
   *
   * @param about `units` is the number of the network's outputs.
   */
  outputFor?(mean: number, options: z.output<S>, about: { target: TargetKind; units: number }): number;
  /**
   * The chance level: the mean loss of a network that gives all examples the same output, having learned only
   * how often each answer comes. Weights and smoothing count as in the loss. Undefined where no closed form
   * is known, or where it takes means that are not given.
   */
  chanceLevel(options: z.output<S>, about: BaseRates): number | undefined;
}
