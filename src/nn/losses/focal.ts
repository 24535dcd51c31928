import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { logSumExp, softmax } from "../../graph/functions.ts";
import {
  add,
  exp,
  max,
  mean,
  multiply,
  negate,
  oneHot,
  scalar,
  softplus,
  stopGradient,
  subtract,
  sum,
} from "../../graph/operations/index.ts";
import { isFloat, type Tensor } from "../../graph/tensor.ts";
import { logarithmOf, logOddsOf } from "./base-rates.ts";
import { classRates, labelRates, totalOf } from "./chance.ts";
import { weightOfClass } from "./class-weights.ts";
import { binaryTargets } from "./classes.ts";
import type { LossDefinition } from "./loss.ts";
import { sigmoidPrediction } from "./sigmoid-prediction.ts";
import { otherOutputs } from "./values.ts";

const options = z.strictObject({
  gamma: option(z._default(z.number().check(z.nonnegative()), 2), {
    help: "γ: how much less an example counts the better it is answered; 0 gives the cross-entropy.",
    scale: "linear",
    range: [0, 5],
    tune: true,
  }),
  alpha: option(
    z.optional(z.union([z.number().check(z.gte(0), z.lte(1)), z.array(z.number().check(z.nonnegative()))])),
    {
      help:
        "α: what answers that should be 1 count, and 1 − α those that should be 0 (of a softmax, α " +
        "for all classes); or a weight for each class of a softmax; left out for 1.",
      scale: "linear",
      range: [0.1, 0.9],
    },
  ),
  oneAgainstRest: option(z._default(z.boolean(), false), {
    help:
      "Whether classes with an output each are asked one against the rest, with sigmoids, instead " +
      "of by a softmax.",
  }),
});

/**
 * The focal loss: l = −α (1 − p)^γ log p, with p the probability given to the right answer. By a softmax
 * where the target is one of several classes; by sigmoids, as the mean over the outputs, for one output, for
 * labels and with `oneAgainstRest`. The mean over examples is a plain one. The paper's own choice is γ = 2
 * with α = 0.25.
 *
 * Both factors are computed from logarithms, log(1 − p) without ever subtracting from 1, so that loss and
 * gradient are finite for every finite output and every γ.
 *
 * Options, with their limits and defaults: `gamma` (number, ≥ 0; 2), `alpha` (number or list of numbers, ≥ 0,
 * ≤ 1), `oneAgainstRest` (true or false; false).
 */
export const focal: LossDefinition<typeof options> = {
  kind: "focal",
  title: "Focal loss",
  help:
    "A cross-entropy in which examples that are answered well hardly count; for rare classes among " +
    "many easy examples.",
  paper: "Lin et al., Focal Loss for Dense Object Detection, 2017",
  explanation: {
    equation: "l = −α·(1 − p)^γ·log p, with p the probability given to the right answer",
    use: "For rare classes among many easy examples, as in detection; the paper takes γ = 2 and α = 0.25.",
    pitfalls:
      "Its probabilities are too unsure, so judge it by a metric and not by another loss. With a " +
      "high γ wrongly labelled examples, which stay hard, decide what is learned.",
  },
  options,
  targets: ["classes", "labels"],
  scores: { applies: "a softmax or sigmoid" },
  tellsTwoByOne: true,
  judgedBy: { classes: "accuracy", labels: "hammingLoss" },
  perExample(output, target, { gamma, alpha, oneAgainstRest }) {
    const wanted = binaryTargets("focal", output, target);
    const isSoftmax = !isFloat(target.dtype) && output.shape[1] > 1 && !oneAgainstRest;
    if (!isSoftmax)
      return sigmoidFocal(output, wanted, { gamma, alpha: typeof alpha === "number" ? alpha : undefined });
    const losses = softmaxFocal(output, target, gamma);
    if (alpha === undefined) return losses;
    if (typeof alpha === "number") return multiply(losses, scalar(alpha, losses.dtype));
    return multiply(losses, weightOfClass(target, alpha, { count: output.shape[1], dtype: output.dtype }));
  },
  prediction(output, { oneAgainstRest }, about) {
    const isSoftmax = about.target === "classes" && output.shape[1] > 1 && !oneAgainstRest;
    return isSoftmax ? softmax(output) : sigmoidPrediction(output, about);
  },
  outputFor: (mean, { oneAgainstRest }, { target, units }) =>
    target === "classes" && units > 1 && !oneAgainstRest ? logarithmOf(mean) : logOddsOf(mean),
  /**
   * The loss of outputs that say the rates themselves, which is near the least of any constant, though not
   * quite it where rates differ: the focal loss does not ask for probabilities.
   */
  chanceLevel({ gamma, alpha, oneAgainstRest }, about) {
    const rates = about.target === "labels" ? labelRates(about) : classRates(about);
    const lossAt = (rate: number) => (rate > 0 ? -rate * (1 - rate) ** gamma * Math.log(rate) : 0);
    if (about.target === "classes" && about.outputs > 1 && !oneAgainstRest)
      return totalOf(rates.map((rate, index) => alphaOf(alpha, index) * lossAt(rate)));
    const share = typeof alpha === "number" ? alpha : undefined;
    const questions = about.target === "classes" && about.outputs === 1 ? rates.slice(1) : rates;
    const losses = questions.map(
      (rate) => (share ?? 1) * lossAt(rate) + (share === undefined ? 1 : 1 - share) * lossAt(1 - rate),
    );
    return totalOf(losses) / losses.length;
  },
};

function alphaOf(alpha: number | readonly number[] | undefined, index: number): number {
  return typeof alpha === "object" ? alpha[index] : (alpha ?? 1);
}

function softmaxFocal(output: Tensor, target: Tensor, gamma: number): Tensor {
  // Only differences of outputs count; around 0 they keep their digits.
  const centered = subtract(output, stopGradient(max(output, { axes: [1], keepDimensions: true })));
  const total = logSumExp(centered);
  const right = sum(multiply(centered, oneHot(target, output.shape[1], output.dtype)), { axes: [1] });
  const logRight = subtract(right, total);
  const logWrong = subtract(logSumExp(otherOutputs(centered, target)), total);
  return negate(multiply(exp(multiply(scalar(gamma, output.dtype), logWrong)), logRight));
}

function sigmoidFocal(
  output: Tensor,
  wanted: Tensor,
  { gamma, alpha }: { gamma: number; alpha: number | undefined },
): Tensor {
  const number = (value: number) => scalar(value, output.dtype);
  // −log σ(z) and −log(1 − σ(z)); each is the loss of one answer, and the other's modulating exponent.
  const [whenOne, whenZero] = [softplus(negate(output)), softplus(output)];
  const focused = (loss: Tensor, exponent: Tensor) => multiply(exp(multiply(number(-gamma), exponent)), loss);
  const ones = multiply(wanted, focused(whenOne, whenZero));
  const zeros = multiply(subtract(number(1), wanted), focused(whenZero, whenOne));
  if (alpha === undefined) return mean(add(ones, zeros), { axes: [1] });
  return mean(add(multiply(number(alpha), ones), multiply(number(1 - alpha), zeros)), { axes: [1] });
}
