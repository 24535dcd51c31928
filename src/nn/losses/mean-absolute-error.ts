import * as z from "zod/mini";
import { abs } from "../../graph/operations/index.ts";
import { sameAs } from "./base-rates.ts";
import type { LossDefinition } from "./loss.ts";
import { errorsOf, meanPerExample, predictedValues } from "./values.ts";

const options = z.strictObject({});

/** The absolute error l = |y − t|, the mean over an example's values. Its derivative at 0 is taken as 0. */
export const meanAbsoluteError: LossDefinition<typeof options> = {
  kind: "meanAbsoluteError",
  title: "Mean absolute error",
  help: "For values: the size of the error, so that outliers count no more than their distance.",
  explanation: {
    equation: "l = the mean of |y − t| over the values of an example",
    use: "For values with outliers; the network learns their median.",
    pitfalls:
      "Its gradient is as large near the goal as far from it, so the end of the training jitters " +
      "unless the learning rate falls. Of skewed values the median is not the mean: sums of " +
      "predictions are biased.",
  },
  options,
  targets: ["values"],
  judgedBy: { values: "rmse" },
  perExample: (output, target) => meanPerExample(abs(errorsOf("meanAbsoluteError", output, target))),
  prediction: predictedValues,
  outputFor: sameAs,
  /**
   * √(2/π) = 0.798, taking values to be standardized and normal: fewer far ones cost more, more of them less.
   */
  chanceLevel: () => Math.sqrt(2 / Math.PI),
};
