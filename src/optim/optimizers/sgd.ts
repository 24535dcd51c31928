import * as z from "zod/mini";
import { composeOptimizer } from "../transforms/index.ts";
import { commonOptions } from "./optimizer-options.ts";

const options = z.strictObject(commonOptions({ learningRate: 1e-3, learningRates: [1e-3, 1] }));

/**
 * Stochastic gradient descent: w ← w − rate·g. Equals `torch.optim.SGD` for weight decay too, where both are
 * one.
 *
 * Options, with their limits and defaults: `learningRate` (number, > 0; 0.001), `weightDecay` (number, ≥ 0;
 * 0), `groups` (list of objects).
 */
export const sgd = composeOptimizer({
  kind: "sgd",
  title: "SGD",
  help: "Goes straight down the gradient.",
  paper: "Robbins & Monro, A Stochastic Approximation Method, 1951",
  explanation: {
    equation: "w ← (1 − rate·weightDecay)·w − rate·g",
    use: "On small and convex problems, as a baseline, and where theory is to be watched.",
    pitfalls:
      "One rate serves all weights, so badly scaled inputs and narrow valleys make it crawl or " +
      "zigzag. Its rate must be searched for: PyTorch's default of 0.001 is low for most networks.",
  },
  options,
  adaptive: false,
  stableSharpness: ({ learningRate }) => 2 / learningRate,
  transforms: () => [],
});
