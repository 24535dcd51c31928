import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import {
  add,
  divide,
  mean,
  multiply,
  negate,
  scalar,
  softplus,
  subtract,
  sum,
} from "../../graph/operations/index.ts";
import { isFloat, type Tensor } from "../../graph/tensor.ts";
import { logOddsOf } from "./base-rates.ts";
import { classRates, entropyOf, labelRates, totalOf, weightedRates, weightsOf } from "./chance.ts";
import { type WeightsOption, weightOfClass, weightRow, weightsOption } from "./class-weights.ts";
import { binaryTargets, classesOf } from "./classes.ts";
import type { LossDefinition } from "./loss.ts";
import { sigmoidPrediction } from "./sigmoid-prediction.ts";
import { smoothed } from "./smoothing.ts";

const options = z.strictObject({
  classWeights: option(weightsOption, {
    help:
      "A weight for each class, by which an example's loss is multiplied; of labels, what each " +
      "counts in the mean of them.",
  }),
  positiveWeights: option(weightsOption, {
    help:
      'For each output, how many times an answer that should be 1 counts; "balanced" for the ratio ' +
      "of zeros to ones.",
  }),
  labelSmoothing: option(z._default(z.number().check(z.gte(0), z.lt(1)), 0), {
    help: "ε: 1 becomes 1 − ε / 2, and 0 becomes ε / 2.",
    scale: "linear",
    range: [0, 0.2],
    tune: true,
    paper: "Müller, Kornblith & Hinton, When Does Label Smoothing Help?, 2019",
  }),
});

/**
 * The binary cross-entropy from logits: l = softplus(z) − z·t, with t 0 or 1; stable for every finite z, and
 * equal to −t·log σ(z) − (1 − t)·log(1 − σ(z)); of which the first term is multiplied by the output's
 * positive weight.
 *
 * With one output unit the target's class number is t. With an output for each class, each is a question of
 * its own, one class against the rest, and the loss is the mean over the classes; the probabilities are the
 * sigmoids divided by their sum. Labels are questions of their own too, and keep their probabilities. With
 * class weights the mean over the examples divides by the sum of their classes' weights.
 *
 * Options, with their limits and defaults: `classWeights` (list of numbers or "balanced", ≥ 0),
 * `positiveWeights` (list of numbers or "balanced", ≥ 0), `labelSmoothing` (number, ≥ 0, < 1; 0).
 */
export const sigmoidCrossEntropy: LossDefinition<typeof options> = {
  kind: "sigmoidCrossEntropy",
  title: "Sigmoid cross-entropy",
  help: "For two classes with one output, for each class against the rest, or for several labels.",
  explanation: {
    equation: "l = softplus(z) − z·t for t 0 or 1, which is −t·log σ(z) − (1 − t)·log(1 − σ(z))",
    use: "For labels that do not exclude each other, and for two classes with one output.",
    pitfalls:
      "The network must not end in a sigmoid. Where a label is rare, answering no is cheap: set " +
      "positiveWeights (the finding neglected-labels). For classes that exclude each other " +
      "softmaxCrossEntropy gives the better probabilities.",
  },
  options,
  targets: ["classes", "labels"],
  scores: { applies: "a sigmoid" },
  tellsTwoByOne: true,
  judgedBy: { classes: "accuracy", labels: "hammingLoss" },
  linearModel: "logistic regression",
  perExample(output, target, { classWeights, positiveWeights, labelSmoothing }) {
    const wanted = smoothed(binaryTargets("sigmoidCrossEntropy", output, target), labelSmoothing, 0.5);
    const losses = questionLosses(output, wanted, positiveWeights);
    if (classWeights === undefined) return mean(losses, { axes: [1] });
    if (isFloat(target.dtype)) return weightedOverLabels(losses, classWeights);
    return multiply(mean(losses, { axes: [1] }), weightOfExamples(output, target, classWeights));
  },
  meanWeight: (output, target, { classWeights }) =>
    classWeights === undefined || isFloat(target.dtype)
      ? undefined
      : weightOfExamples(output, target, classWeights),
  prediction: (output, _, about) => sigmoidPrediction(output, about),
  outputFor: logOddsOf,
  /**
   * The mean entropy of the questions, each answered at its own rate: ln 2 where half of the answers are yes,
   * as labels are taken to be where their rates are not given, and two classes.
   */
  chanceLevel({ classWeights, positiveWeights, labelSmoothing }, about) {
    const ofLabels = about.target === "labels";
    const given = ofLabels ? labelRates(about) : classRates(about);
    const counted = ofLabels ? given : weightedRates(classWeights, given);
    const rates = !ofLabels && about.outputs === 1 ? counted.slice(1) : counted;
    const levels = rates.map((rate, question) => {
      const yes = (1 - labelSmoothing) * rate + labelSmoothing / 2;
      return entropyOf([positiveWeightOf(positiveWeights, { rates: given, question }) * yes, 1 - yes]);
    });
    const shares = ofLabels ? weightsOf(classWeights, given) : levels.map(() => 1);
    return totalOf(levels.map((level, question) => shares[question] * level)) / totalOf(shares);
  },
};

/** The weight of a yes to a question; "balanced" as a training computes it from its rows. */
function positiveWeightOf(
  given: WeightsOption,
  { rates, question }: { rates: readonly number[]; question: number },
): number {
  if (given !== "balanced") return given?.[question] ?? 1;
  const rate = rates[question];
  return rate > 0 ? (1 - rate) / rate : 1;
}

/** The loss of each answer, [batch, units]. */
function questionLosses(output: Tensor, wanted: Tensor, positiveWeights: WeightsOption): Tensor {
  if (positiveWeights === undefined) return subtract(softplus(output), multiply(output, wanted));
  const { dtype } = output;
  const count = output.shape[1];
  const row = weightRow(positiveWeights, { option: "positiveWeights", count, of: "outputs", dtype });
  const one = scalar(1, dtype);
  const factor = add(one, multiply(subtract(row, one), wanted));
  return add(multiply(subtract(one, wanted), output), multiply(factor, softplus(negate(output))));
}

function weightedOverLabels(losses: Tensor, given: NonNullable<WeightsOption>): Tensor {
  const { dtype } = losses;
  const row = weightRow(given, { option: "classWeights", count: losses.shape[1], of: "labels", dtype });
  return divide(sum(multiply(losses, row), { axes: [1] }), sum(row));
}

function weightOfExamples(output: Tensor, target: Tensor, given: NonNullable<WeightsOption>): Tensor {
  return weightOfClass(target, given, { count: classesOf(output), dtype: output.dtype });
}
