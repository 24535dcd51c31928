import * as z from "zod/mini";
import { composeOptimizer, scaleByRms, trace } from "../transforms/index.ts";
import { commonOptions, fraction, smallPositive } from "./options.ts";

const options = z.strictObject({
  ...commonOptions({ learningRate: 0.01 }),
  /** The share of the average squared gradient that stays at each step; PyTorch's `alpha`. */
  smoothing: fraction(0.99),
  epsilon: smallPositive(1e-8),
  /** Whether the mean gradient is taken off before squaring. */
  centered: z._default(z.boolean(), false),
  /** The share of the velocity that stays at each step; 0 for none. */
  momentum: fraction(0),
});

/**
 * RMSprop, as `torch.optim.RMSprop`: s ← smoothing·s + (1 − smoothing)·g²; w ← w − rate·g / (√s + epsilon). With
 * `centered` the gradient is divided by its spread instead of its size (Graves 2013); with `momentum`,
 * v ← momentum·v + g / (√s + epsilon); w ← w − rate·v. Unlike PyTorch's, the weight decay is decoupled.
 */
export const rmsprop = composeOptimizer({
  kind: "rmsprop",
  title: "RMSprop",
  help: "Divides each gradient by its recent size, so that every weight moves at a like pace.",
  paper: "Tieleman & Hinton, Lecture 6.5, Neural Networks for Machine Learning, 2012",
  options,
  adaptive: true,
  transforms: (options) => [scaleByRms(options), ...(options.momentum > 0 ? [trace(options)] : [])],
});
