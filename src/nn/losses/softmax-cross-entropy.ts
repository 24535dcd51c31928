import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { softmax } from "../../graph/functions.ts";
import {
  crossEntropy,
  divide,
  maximum,
  multiply,
  oneHot,
  scalar,
  sum,
} from "../../graph/operations/index.ts";
import { logarithmOf } from "./base-rates.ts";
import { classRates, entropyOf, totalOf, weightsOf } from "./chance.ts";
import { weightOfClass, weightRow, weightsOption } from "./class-weights.ts";
import { requireClasses } from "./classes.ts";
import type { LossDefinition } from "./loss.ts";
import { smoothed } from "./smoothing.ts";

const options = z.strictObject({
  classWeights: option(weightsOption, {
    help:
      'A weight for each class, or "balanced" for the inverse of its frequency; left out for equal ' +
      "ones.",
  }),
  labelSmoothing: option(z._default(z.number().check(z.gte(0), z.lt(1)), 0), {
    help: "ε: each class gets ε / classes of the target, the right one the rest.",
    scale: "linear",
    range: [0, 0.2],
    tune: true,
    paper: "Müller, Kornblith & Hinton, When Does Label Smoothing Help?, 2019",
  }),
});

/** Weights below this count as 0 in a quotient. */
const SMALLEST_WEIGHT = 1e-30;

/**
 * The cross-entropy between the classes and the softmax of the network's output z: l = −Σ_c w_c q_c log
 * softmax(z)_c, computed after the largest z is subtracted, so that no finite output overflows. q is (1 −
 * ε)·onehot(y) + ε / classes, and w the class weights (1 by default). The mean divides by the sum of the
 * weights w_y of the examples' classes, as in PyTorch.
 *
 * Options, with their limits and defaults: `classWeights` (list of numbers or "balanced", ≥ 0),
 * `labelSmoothing` (number, ≥ 0, < 1; 0).
 */
export const softmaxCrossEntropy: LossDefinition<typeof options> = {
  kind: "softmaxCrossEntropy",
  title: "Softmax cross-entropy",
  help: "For two or more classes: the negative logarithm of the probability given to the right one.",
  paper: "Szegedy et al., Rethinking the Inception Architecture for Computer Vision, 2016 (label smoothing)",
  explanation: {
    equation: "l = −Σ_c w_c·q_c·log softmax(z)_c, with q = (1 − ε)·onehot(y) + ε / classes",
    use: "For one of two or more classes; what classification uses unless told otherwise.",
    pitfalls:
      "The network must not end in a softmax. It pays for confidence without end, so an overfitting " +
      "network grows overconfident and the dev loss rises while the dev error still falls. Class " +
      "weights move the probabilities away from the real frequencies. Guessing costs log(classes).",
  },
  options,
  targets: ["classes"],
  scores: { applies: "a softmax" },
  judgedBy: { classes: "accuracy" },
  linearModel: "logistic regression",
  perExample(output, target, { classWeights, labelSmoothing }) {
    const classes = requireClasses("softmaxCrossEntropy", output, target);
    const { dtype } = output;
    const wanted = smoothed(oneHot(target, classes, dtype), labelSmoothing, 1 / classes);
    if (classWeights === undefined) return crossEntropy(output, wanted);
    const row = weightRow(classWeights, { option: "classWeights", count: classes, of: "classes", dtype });
    const weighted = multiply(wanted, row);
    // The operation wants a distribution, so what the weights sum up to goes outside.
    const total = sum(weighted, { axes: [1], keepDimensions: true });
    const distribution = divide(weighted, maximum(total, scalar(SMALLEST_WEIGHT, dtype)));
    return multiply(sum(total, { axes: [1] }), crossEntropy(output, distribution));
  },
  meanWeight: (output, target, { classWeights }) =>
    classWeights && weightOfClass(target, classWeights, { count: output.shape[1], dtype: output.dtype }),
  prediction: (output) => softmax(output),
  outputFor: logarithmOf,
  /**
   * The entropy of the classes' frequencies, weighted and smoothed as the targets are: ln K for K equal
   * classes.
   */
  chanceLevel({ classWeights, labelSmoothing }, about) {
    const rates = classRates(about);
    const weights = weightsOf(classWeights, rates);
    const wanted = rates.map(
      (rate, index) => weights[index] * ((1 - labelSmoothing) * rate + labelSmoothing / rates.length),
    );
    return entropyOf(wanted) / totalOf(rates.map((rate, index) => weights[index] * rate));
  },
};
