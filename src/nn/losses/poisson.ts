import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import {
  add,
  exp,
  isPositive,
  log,
  maximum,
  minimum,
  multiply,
  relu,
  scalar,
  subtract,
} from "../../graph/operations/index.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { logarithmOf } from "./base-rates.ts";
import { totalOf } from "./chance.ts";
import type { LossDefinition } from "./loss.ts";
import { meanPerExample, pairedValues, predictedValues } from "./values.ts";

const options = z.strictObject({
  full: option(z._default(z.boolean(), false), {
    help: "Whether to add Stirling's approximation of log t! for t > 1, a number that no weight changes.",
  }),
});

/**
 * Beyond e^40, far above every count, the exponential goes on as its tangent, so that it overflows nowhere.
 */
const LARGEST_EXPONENT = 40;

/**
 * The negative logarithm of the Poisson likelihood of counts t, with the output z as the logarithm of the
 * rate: l = exp(z) − t·z; with `full` plus t·log t − t + ½·log(2πt) for t > 1 (torch.nn.PoissonNLLLoss). The
 * mean over an example's values. Predicted is the rate exp(z), in the target's units, which are not scaled.
 *
 * Options, with their limits and defaults: `full` (true or false; false).
 */
export const poisson: LossDefinition<typeof options> = {
  kind: "poisson",
  title: "Poisson",
  help: "For counts: how many times something happened, none below 0.",
  explanation: {
    equation: "l = eᶻ − t·z, the negative logarithm of the likelihood of t at the rate eᶻ, without log t!",
    use: "For counts of events that happen apart from each other.",
    pitfalls:
      "Counts that vary more than their mean make it too sure of itself. Values below 0 are " +
      "refused. Without full it can be below 0, which is no mistake.",
  },
  options,
  targets: ["values"],
  scores: { applies: "the exponential function" },
  judgedBy: { values: "rmse" },
  values: { scaling: "none", domain: "nonNegative" },
  perExample(output, target, { full }) {
    const { values, wanted } = pairedValues("poisson", output, target);
    const losses = subtract(rateOf(values), multiply(wanted, values));
    return meanPerExample(full ? add(losses, stirling(wanted)) : losses);
  },
  prediction: (output) => rateOf(predictedValues(output)),
  outputFor: logarithmOf,
  /**
   * The mean of λ − λ·log λ over the counts' means λ, which must be given; not known of the full likelihood.
   */
  chanceLevel({ full }, { means }) {
    if (full || means === undefined) return undefined;
    return totalOf(means.map((rate) => (rate > 0 ? rate - rate * Math.log(rate) : 0))) / means.length;
  },
};

function rateOf(logarithm: Tensor): Tensor {
  const limit = scalar(LARGEST_EXPONENT, logarithm.dtype);
  const beyond = relu(subtract(logarithm, limit));
  return multiply(exp(minimum(logarithm, limit)), add(beyond, scalar(1, logarithm.dtype)));
}

/** log t! by Stirling for t > 1, else 0. */
function stirling(count: Tensor): Tensor {
  const number = (value: number) => scalar(value, count.dtype);
  // The logarithm must be finite at 0 too.
  const t = maximum(count, number(1));
  const formula = add(
    subtract(multiply(t, log(t)), t),
    multiply(number(0.5), log(multiply(number(2 * Math.PI), t))),
  );
  return multiply(isPositive(subtract(count, number(1))), formula);
}
