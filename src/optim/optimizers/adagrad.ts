import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { composeOptimizer, inverseTimeDecay, scaleByAccumulatedSquares } from "../transforms/index.ts";
import { commonOptions, smallPositive } from "./optimizer-options.ts";

const options = z.strictObject({
  ...commonOptions({ learningRate: 0.01, learningRates: [1e-3, 0.3] }),
  learningRateDecay: option(z._default(z.number().check(z.nonnegative()), 0), {
    help: "How fast the learning rate falls as 1/t; PyTorch's `lr_decay`.",
    scale: "log",
    range: [1e-5, 1e-2],
  }),
  initialAccumulator: option(z._default(z.number().check(z.nonnegative()), 0), {
    help: "The sum of squares before the first step; PyTorch's `initial_accumulator_value`.",
    scale: "log",
    range: [1e-3, 1],
  }),
  epsilon: option(smallPositive(1e-10), {
    help: "Added to the root of the sum of squares, so that nothing is divided by zero.",
    scale: "log",
    range: [1e-12, 1e-4],
  }),
});

/**
 * Adagrad, as `torch.optim.Adagrad`: s ← s + g²; w ← w − rate / (1 + (t − 1)·learningRateDecay) · g / (√s +
 * epsilon). The slot is PyTorch's `sum`. Unlike PyTorch's, the weight decay is decoupled.
 *
 * Options, with their limits and defaults: `learningRate` (number, > 0; 0.01), `weightDecay` (number, ≥ 0;
 * 0), `groups` (list of objects), `learningRateDecay` (number, ≥ 0; 0), `initialAccumulator` (number, ≥ 0;
 * 0), `epsilon` (number, > 0; 1e-10).
 */
export const adagrad = composeOptimizer({
  kind: "adagrad",
  title: "Adagrad",
  help: "Divides each gradient by the size of all past ones; for features that are seldom there.",
  paper:
    "Duchi, Hazan & Singer, Adaptive Subgradient Methods for Online Learning and Stochastic Optimization, " +
    "2011",
  explanation: {
    equation:
      "s ← s + g²; w ← (1 − rate·weightDecay)·w − rate / (1 + (t − 1)·learningRateDecay)·g / (√s + " +
      "epsilon)",
    use: "For inputs that are seldom other than zero, such as words and one-hot categories.",
    pitfalls:
      "s only grows, so the steps shrink towards zero and long trainings come to a stop; rmsprop " +
      "and adam forget.",
  },
  options,
  adaptive: true,
  transforms: ({ learningRateDecay, initialAccumulator, epsilon }) => [
    scaleByAccumulatedSquares({ initial: initialAccumulator, epsilon }),
    inverseTimeDecay({ decay: learningRateDecay }),
  ],
});
