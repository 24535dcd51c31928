import * as z from "zod/mini";
import { TrainwellError } from "../../base/errors.ts";
import { constant, multiply, oneHot, sum } from "../../graph/operations/index.ts";
import type { DType, Tensor } from "../../graph/tensor.ts";

const weights = z.array(z.number().check(z.nonnegative())).check(z.minLength(1));

/**
 * Weights told one by one, or "balanced": computed from the training rows when a training is planned. Left
 * out for equal ones.
 */
export const weightsOption = z.optional(z.union([weights, z.literal("balanced")]));

/** Weights as a recipe gives them. */
export type WeightsOption = z.output<typeof weightsOption>;

/**
 * Weights as a row [1, count].
 *
 * @param about `option` names them in errors, `count` is how many there must be, `of` says what they are for.
 * @throws TrainwellError `loss-weights` when their number is another one, or "balanced" was not computed
 * before.
 */
export function weightRow(
  given: NonNullable<WeightsOption>,
  about: { option: string; count: number; of: string; dtype: DType },
): Tensor {
  const { option, count, of, dtype } = about;
  if (given !== "balanced" && given.length === count) return constant(dtype, [1, count], given);
  const received = given === "balanced" ? '"balanced" without training rows' : `${given.length} weights`;
  throw new TrainwellError({
    kind: "input",
    code: "loss-weights",
    message: `loss.${option} must have one weight for each of the ${count} ${of}; received ${received}.`,
    details: { option, expected: count },
    hint: 'Give one number for each, or "balanced".',
  });
}

/** The weight of each example's class, [batch]. */
export function weightOfClass(
  target: Tensor,
  given: NonNullable<WeightsOption>,
  about: { count: number; dtype: DType },
): Tensor {
  const row = weightRow(given, { ...about, option: "classWeights", of: "classes" });
  return sum(multiply(oneHot(target, about.count, about.dtype), row), { axes: [1] });
}

/** Rows of each class, or, for labels, rows that have each label; of `rows` training rows. */
export interface TargetCounts {
  readonly kind: "classes" | "labels";
  readonly rows: number;
  readonly counts: readonly number[];
}

/**
 * A loss with the weights that it wants "balanced" as numbers: classes get n / (k · n_c), with n rows, k
 * classes that come and n_c rows of class c (0 where there is none); positive labels get (n − p) / p, with p
 * rows that have the label (1 where none has), as scikit-learn and PyTorch's documentation do it.
 *
 * @throws TrainwellError `loss-weights` for balanced class weights of labels, which have no classes to
 * balance.
 */
export function balanceLoss<L extends { readonly [option: string]: unknown }>(
  loss: L,
  target: TargetCounts,
): L {
  const { kind, rows, counts } = target;
  if (loss.classWeights === "balanced" && kind === "classes") {
    const seen = counts.filter((count) => count > 0).length;
    return { ...loss, classWeights: counts.map((count) => (count === 0 ? 0 : rows / (seen * count))) };
  }
  if (loss.positiveWeights === "balanced" && kind === "labels") {
    return { ...loss, positiveWeights: counts.map((count) => (count === 0 ? 1 : (rows - count) / count)) };
  }
  if (loss.classWeights !== "balanced" && loss.positiveWeights !== "balanced") return loss;
  const option = loss.classWeights === "balanced" ? "classWeights" : "positiveWeights";
  throw new TrainwellError({
    kind: "input",
    code: "loss-weights",
    message: `loss.${option} = "balanced" cannot be computed for a target of ${kind}.`,
    details: { option, target: kind },
    hint: kind === "labels" ? 'Set loss.positiveWeights="balanced".' : 'Set loss.classWeights="balanced".',
  });
}
