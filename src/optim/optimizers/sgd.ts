import * as z from "zod/mini";
import { composeOptimizer } from "../transforms/index.ts";
import { commonOptions } from "./options.ts";

const options = z.strictObject(commonOptions({ learningRate: 1e-3 }));

/**
 * Stochastic gradient descent: w ← w − rate·g. Equals `torch.optim.SGD` for weight decay too, where both are one.
 */
export const sgd = composeOptimizer({
  kind: "sgd",
  title: "SGD",
  help: "Goes straight down the gradient.",
  paper: "Robbins & Monro, A Stochastic Approximation Method, 1951",
  options,
  adaptive: false,
  stableSharpness: ({ learningRate }) => 2 / learningRate,
  transforms: () => [],
});
