import * as z from "zod/mini";
import { composeOptimizer, inverseTimeDecay, scaleByAccumulatedSquares } from "../transforms/index.ts";
import { commonOptions, smallPositive } from "./options.ts";

const options = z.strictObject({
  ...commonOptions({ learningRate: 0.01 }),
  /** How fast the learning rate falls as 1/t; PyTorch's `lr_decay`. */
  learningRateDecay: z._default(z.number().check(z.nonnegative()), 0),
  /** The sum of squares before the first step; PyTorch's `initial_accumulator_value`. */
  initialAccumulator: z._default(z.number().check(z.nonnegative()), 0),
  epsilon: smallPositive(1e-10),
});

/**
 * Adagrad, as `torch.optim.Adagrad`: s ← s + g²; w ← w − rate / (1 + (t − 1)·learningRateDecay) · g / (√s + epsilon).
 * The slot is PyTorch's `sum`. Unlike PyTorch's, the weight decay is decoupled.
 */
export const adagrad = composeOptimizer({
  kind: "adagrad",
  title: "Adagrad",
  help: "Divides each gradient by the size of all past ones; for features that are seldom there.",
  paper:
    "Duchi, Hazan & Singer, Adaptive Subgradient Methods for Online Learning and Stochastic Optimization, 2011",
  options,
  adaptive: true,
  transforms: ({ learningRateDecay, initialAccumulator, epsilon }) => [
    scaleByAccumulatedSquares({ initial: initialAccumulator, epsilon }),
    inverseTimeDecay({ decay: learningRateDecay }),
  ],
});
