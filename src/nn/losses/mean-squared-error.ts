import * as z from "zod/mini";
import { multiply } from "../../graph/operations/index.ts";
import { sameAs } from "./base-rates.ts";
import type { LossDefinition } from "./loss.ts";
import { errorsOf, meanPerExample, predictedValues } from "./values.ts";

const options = z.strictObject({});

/** The squared error l = (y − t)², the mean over an example's values. No factor ½, as in PyTorch. */
export const meanSquaredError: LossDefinition<typeof options> = {
  kind: "meanSquaredError",
  title: "Mean squared error",
  help: "For values: the square of the error, so that large errors count most.",
  explanation: {
    equation: "l = the mean of (y − t)² over the values of an example; no factor ½",
    use: "For values whose errors are about normal; the network learns their mean.",
    pitfalls:
      "An error ten times as large counts a hundred times: outliers decide (huber). Between two " +
      "likely values it predicts the mean, which may be likely nowhere.",
  },
  options,
  targets: ["values"],
  judgedBy: { values: "rmse" },
  linearModel: "ridge regression",
  perExample(output, target) {
    const errors = errorsOf("meanSquaredError", output, target);
    return meanPerExample(multiply(errors, errors));
  },
  prediction: predictedValues,
  outputFor: sameAs,
  /** 1: the variance of values that were standardized. */
  chanceLevel: () => 1,
};
