import * as z from "zod/mini";
import { abs, add, multiply, negate, scalar, softplus } from "../../graph/operations/index.ts";
import { sameAs } from "./base-rates.ts";
import type { LossDefinition } from "./loss.ts";
import { errorsOf, meanPerExample, predictedValues } from "./values.ts";

const options = z.strictObject({});

/**
 * The logarithm of the hyperbolic cosine of the error: l = log cosh e, computed as |e| + softplus(−2|e|) −
 * log 2, which overflows nowhere: about e²/2 for small errors and |e| − log 2 for large ones. The mean over
 * an example's values.
 */
export const logCosh: LossDefinition<typeof options> = {
  kind: "logCosh",
  title: "Log-cosh",
  help: "For values with outliers: like Huber's loss, and smooth everywhere.",
  explanation: {
    equation: "l = log cosh e, which is about e²/2 for small errors and |e| − log 2 for large ones",
    use:
      "For values with outliers, where a loss is wanted that is smooth everywhere and has nothing " +
      "to set.",
    pitfalls:
      "Where square turns into line is fixed at about one standard deviation of the target; where " +
      "outliers begin elsewhere, take huber.",
  },
  options,
  targets: ["values"],
  judgedBy: { values: "rmse" },
  perExample(output, target) {
    const size = abs(errorsOf("logCosh", output, target));
    const number = (value: number) => scalar(value, size.dtype);
    const tail = softplus(negate(multiply(number(2), size)));
    return meanPerExample(add(add(size, tail), number(-Math.LN2)));
  },
  prediction: predictedValues,
  outputFor: sameAs,
  /** The mean of log cosh has no closed form, not even of normal values. */
  chanceLevel: () => undefined,
};
