import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { composeOptimizer, scaleByRms, trace } from "../transforms/index.ts";
import { commonOptions, fraction, momentumOption, smallPositive } from "./optimizer-options.ts";

const options = z.strictObject({
  ...commonOptions({ learningRate: 0.01, learningRates: [1e-4, 3e-2] }),
  smoothing: option(fraction(0.99), {
    help: "The share of the average squared gradient that stays at each step; PyTorch's `alpha`.",
    scale: "oneMinusLog",
    range: [0.9, 0.999],
  }),
  epsilon: option(smallPositive(1e-8), {
    help: "Added to the root of the average square, so that nothing is divided by zero.",
    scale: "log",
    range: [1e-10, 1e-2],
  }),
  centered: option(z._default(z.boolean(), false), {
    help: "Whether the mean gradient is taken off before squaring.",
    scale: "choices",
    paper: "Graves, Generating Sequences with Recurrent Neural Networks, 2013",
  }),
  momentum: momentumOption(0),
});

/**
 * RMSprop, as `torch.optim.RMSprop`: s ← smoothing·s + (1 − smoothing)·g²; w ← w − rate·g / (√s + epsilon).
 * With `centered` the gradient is divided by its spread instead of its size (Graves 2013); with `momentum`,
 * v ← momentum·v + g / (√s + epsilon); w ← w − rate·v. Unlike PyTorch's, the weight decay is decoupled.
 *
 * Options, with their limits and defaults: `learningRate` (number, > 0; 0.01), `weightDecay` (number, ≥ 0;
 * 0), `groups` (list of objects), `smoothing` (number, ≥ 0, < 1; 0.99), `epsilon` (number, > 0; 1e-8),
 * `centered` (true or false; false), `momentum` (number, ≥ 0, < 1; 0).
 */
export const rmsprop = composeOptimizer({
  kind: "rmsprop",
  title: "RMSprop",
  help: "Divides each gradient by its recent size, so that every weight moves at a like pace.",
  paper: "Tieleman & Hinton, Lecture 6.5, Neural Networks for Machine Learning, 2012",
  explanation: {
    equation: "s ← smoothing·s + (1 − smoothing)·g²; w ← (1 − rate·weightDecay)·w − rate·g / (√s + epsilon)",
    use: "For recurrent networks and reinforcement learning; elsewhere adam has taken its place.",
    pitfalls:
      "s begins at zero and is not corrected, so the first steps are up to 1 / √(1 − smoothing) " +
      "times too large: ten times at 0.99. Warm up, or take adam.",
  },
  options,
  adaptive: true,
  transforms: (options) => [scaleByRms(options), ...(options.momentum > 0 ? [trace(options)] : [])],
});
