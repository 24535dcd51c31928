import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { normalCdf } from "../../base/statistics.ts";
import { abs, minimum, multiply, scalar, subtract } from "../../graph/operations/index.ts";
import { sameAs } from "./base-rates.ts";
import { normalDensity } from "./chance.ts";
import type { LossDefinition } from "./loss.ts";
import { errorsOf, meanPerExample, predictedValues } from "./values.ts";

const options = z.strictObject({
  delta: option(z._default(z.number().check(z.positive()), 1), {
    help: "The size of error at which the square turns into a line.",
    unit: "standard deviations of the target",
    scale: "log",
    range: [0.1, 10],
    tune: true,
  }),
});

/**
 * The Huber loss: l = e²/2 for |e| ≤ delta, delta·(|e| − delta/2) beyond; written as c·(|e| − c/2) with
 * c = min(|e|, delta). The mean over an example's values.
 *
 * Options, with their limits and defaults: `delta` (number, > 0; 1).
 */
export const huber: LossDefinition<typeof options> = {
  kind: "huber",
  title: "Huber",
  help: "For values with outliers: squares small errors, and counts large ones by their distance.",
  paper: "Huber, Robust Estimation of a Location Parameter, 1964",
  explanation: {
    equation: "l = e²/2 for |e| ≤ delta, delta·(|e| − delta/2) beyond",
    use: "For values with some outliers, which count by their distance and not its square.",
    pitfalls:
      "delta is in standard deviations of the target: far above the errors it is the squared error, " +
      "far below the absolute one, with its small gradients of size delta.",
  },
  options,
  targets: ["values"],
  judgedBy: { values: "rmse" },
  perExample(output, target, { delta }) {
    const size = abs(errorsOf("huber", output, target));
    const clipped = minimum(size, scalar(delta, size.dtype));
    return meanPerExample(multiply(clipped, subtract(size, multiply(clipped, scalar(0.5, size.dtype)))));
  },
  prediction: predictedValues,
  outputFor: sameAs,
  /** Φ(δ) − ½ + δ·φ(δ) − δ²·(1 − Φ(δ)), taking values to be standardized and normal; ½ for a large δ. */
  chanceLevel: ({ delta }) =>
    normalCdf(delta) - 0.5 + delta * normalDensity(delta) - delta ** 2 * normalCdf(-delta),
};
