import * as z from "zod/mini";
import { softmax } from "../../graph/functions.ts";
import { shapeError } from "../../graph/operation.ts";
import { log, logSoftmax, maximum, multiply, scalar, subtract, sum } from "../../graph/operations/index.ts";
import { logarithmOf } from "./base-rates.ts";
import type { LossDefinition } from "./loss.ts";
import { pairedValues } from "./values.ts";

const options = z.strictObject({});

/** 0 · log 0 is 0; so small a probability contributes nothing in float32. */
const SMALLEST_PROBABILITY = 1e-30;

/**
 * The Kullback-Leibler divergence from the softmax of the network's output z to a target that is a
 * distribution p: l = Σ_c p_c (log p_c − log softmax(z)_c), the sum over an example's values
 * (torch.nn.KLDivLoss with "batchmean"). Zero where both agree; its gradient is softmax(z) − p.
 */
export const klDivergence: LossDefinition<typeof options> = {
  kind: "klDivergence",
  title: "Kullback-Leibler divergence",
  help: "For targets that are shares of several columns which sum up to 1.",
  paper: "Kullback & Leibler, On Information and Sufficiency, 1951",
  explanation: {
    equation: "l = Σ_c p_c·(log p_c − log softmax(z)_c)",
    use: "For targets that are shares of one whole: votes, mixtures, the probabilities of another model.",
    pitfalls:
      "The shares of a row must sum to 1, and the network must not end in a softmax. It is not " +
      "symmetric: leaving out what the target has costs most.",
  },
  options,
  targets: ["values"],
  scores: { applies: "a softmax" },
  judgedBy: { values: "rmse" },
  values: { scaling: "none", domain: "distribution" },
  perExample(output, target) {
    const { values, wanted } = pairedValues("klDivergence", output, target);
    if (values.shape.length !== 2) {
      throw shapeError(
        "klDivergence",
        "at least two shares an example",
        [output, target],
        "Name several target columns.",
      );
    }
    const logTarget = log(maximum(wanted, scalar(SMALLEST_PROBABILITY, wanted.dtype)));
    return sum(multiply(wanted, subtract(logTarget, logSoftmax(values))), { axes: [1] });
  },
  prediction: (output) => softmax(output),
  outputFor: logarithmOf,
  /** It takes how far the examples' own shares are spread, beside their means. */
  chanceLevel: () => undefined,
};
