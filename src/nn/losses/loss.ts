import type * as z from "zod/mini";
import type { Explanation } from "../../base/explanation.ts";
import type { Tensor } from "../../graph/tensor.ts";

/**
 * The kind of a target's contents: `classes`, int32 numbers [batch]; `values`, floats [batch] or [batch,
 * width]; `labels`, for each of several questions 0 or 1, floats [batch, labels].
 */
export type TargetKind = "classes" | "values" | "labels";

/** The demands of a loss on the values that it is given as targets. */
export interface ValueRequirements {
  /**
   * "none" where the target's own numbers have a meaning, as counts have; values are standardized by default.
   */
  readonly scaling?: "none";
  /** "nonNegative": none below 0. "distribution": in each row none below 0, and their sum 1. */
  readonly domain?: "nonNegative" | "distribution";
}

/**
 * The measure for each kind of target: for values the RMSE, or, where quantiles are predicted, their pinball
 * loss.
 */
export interface JudgedBy {
  readonly classes?: "accuracy";
  readonly labels?: "hammingLoss";
  readonly values?: "rmse" | "pinball";
}

/** The kind, the outputs and the means of a target: all that is known without looking at an example. */
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
  /**
   * That it reads the outputs as scores of any size and sign; left out where an output is the value itself.
   * `applies` names the function that makes probabilities, shares or rates of them, in words: "a softmax".
   */
  readonly scores?: { readonly applies?: string };
  /** That one output may tell two classes apart; left out, each class has an output of its own. */
  readonly tellsTwoByOne?: boolean;
  /** Its demands on values; left out where any will do. */
  readonly values?: ValueRequirements;
  /** The measures of predictions when networks and recipes are compared: one for each of `targets`. */
  readonly judgedBy: JudgedBy;
  /** The name of a linear model that is trained by it, with an L2 penalty; left out where it has none. */
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
   * The count of each example in the mean, [batch]: the mean is Σ loss / Σ count. Undefined, as where it is
   * left out, for 1 each.
   */
  meanWeight?(output: Tensor, target: Tensor, options: z.output<S>): Tensor | undefined;
  /**
   * The meaning of the network's output: class probabilities [batch, classes] for classes; for values the
   * values [batch, outputs], of which a single one an example has the shape [batch]; for labels the
   * probability of each, [batch, labels].
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
