import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import {
  composeOptimizer,
  orthogonalize,
  scaleByAdam,
  scaleLearningRate,
  trace,
} from "../transforms/index.ts";
import { commonOptions, fraction, momentumOption, smallPositive } from "./optimizer-options.ts";

const options = z.strictObject({
  ...commonOptions({ learningRate: 1e-3, learningRates: [3e-4, 3e-2], weightDecay: 0.1 }),
  momentum: momentumOption(0.95),
  nesterov: option(z._default(z.boolean(), true), {
    help: "Whether the momentum looks ahead: (1 − momentum)·g + momentum·v is made orthogonal.",
    scale: "choices",
  }),
  epsilon: option(smallPositive(1e-7), {
    help: "The smallest norm that a momentum is divided by.",
    scale: "log",
    range: [1e-10, 1e-4],
  }),
  adjustment: option(z._default(z.enum(["original", "matchAdam"]), "original"), {
    help:
      "What a matrix [out, in] multiplies its learning rate by: √max(1, out / in), or 0.2·√max(out, " +
      "in).",
    scale: "choices",
    paper: 'Liu et al., Muon Is Scalable for LLM Training, 2025, for "matchAdam"',
  }),
  matrices: option(z._default(z.enum(["hidden", "all"]), "hidden"), {
    help:
      "The weights that are orthogonalized: all but embeddings and the last layer's, or all but " +
      "embeddings.",
    scale: "choices",
  }),
  adamLearningRate: option(z._default(z.number().check(z.positive()), 3e-4), {
    help: "The learning rate of the other parameters; it follows the same schedule.",
    scale: "log",
    range: [1e-4, 1e-2],
    tune: true,
  }),
  adamBeta1: option(fraction(0.9), {
    help: "Of the other parameters, the share of the average gradient that stays at each step.",
    scale: "oneMinusLog",
    range: [0.5, 0.99],
  }),
  adamBeta2: option(fraction(0.95), {
    help: "Of the other parameters, the share of the average squared gradient that stays at each step.",
    scale: "oneMinusLog",
    range: [0.9, 0.9999],
  }),
  adamEpsilon: option(smallPositive(1e-8), {
    help: "Of the other parameters, what is added to the root of the average square.",
    scale: "log",
    range: [1e-10, 1e-2],
  }),
});

/**
 * Muon, as `torch.optim.Muon` (in float32, where PyTorch's iterations are in bfloat16): v ← momentum·v + (1 −
 * momentum)·g, and the step of a weight matrix is about the nearest orthogonal matrix to v, or with
 * `nesterov` to (1 − momentum)·g + momentum·v. All other parameters are trained by AdamW. A convolution's
 * kernels are flattened to [out, in·window]; embeddings, and unless `matrices` is "all" the last layer's
 * weight, count among the others.
 *
 * The slot `velocity` is PyTorch's `momentum_buffer` divided by 1 − momentum. A step costs 15 products of
 * each matrix with a square one, which pays for matrices whose gradients cost more, that is with batches
 * larger than the matrices' sides.
 *
 * Options, with their limits and defaults: `learningRate` (number, > 0; 0.001), `weightDecay` (number, ≥ 0;
 * 0.1), `groups` (list of objects), `momentum` (number, ≥ 0, < 1; 0.95), `nesterov` (true or false; true),
 * `epsilon` (number, > 0; 1e-7), `adjustment` ("original" or "matchAdam"; "original"), `matrices` ("hidden"
 * or "all"; "hidden"), `adamLearningRate` (number, > 0; 3e-4), `adamBeta1` (number, ≥ 0, < 1; 0.9),
 * `adamBeta2` (number, ≥ 0, < 1; 0.95), `adamEpsilon` (number, > 0; 1e-8).
 */
export const muon = composeOptimizer({
  kind: "muon",
  title: "Muon",
  help:
    "Turns the momentum of every weight matrix into an orthogonal one, so that all directions move " +
    "alike.",
  paper: "Jordan et al., Muon: An optimizer for hidden layers in neural networks, 2024",
  explanation: {
    equation:
      "v ← momentum·v + (1 − momentum)·g; W ← (1 − rate·weightDecay)·W − rate·a·orthogonal(v), with " +
      "a by adjustment; other parameters by AdamW",
    use: "For the hidden weight matrices of large dense networks and transformers, with large batches.",
    pitfalls:
      "A step costs 15 products of each matrix, which small batches do not pay back. It is only for " +
      "matrices: biases, embeddings and the last layer go by AdamW at a rate of their own, " +
      "adamLearningRate, so there are two rates to find.",
  },
  options,
  adaptive: true,
  matrices: ({ matrices }) => matrices,
  transforms: ({ learningRate, adamLearningRate, adamBeta1, adamBeta2, adamEpsilon }) => [
    scaleByAdam({ beta1: adamBeta1, beta2: adamBeta2, epsilon: adamEpsilon }),
    scaleLearningRate(adamLearningRate / learningRate),
  ],
  matrixTransforms: ({ momentum, nesterov, epsilon, adjustment }) => [
    trace({ momentum, nesterov, slot: "sumOfGradients" }),
    // The sum of gradients is 1 / (1 − momentum) times their average, whose norm is bounded.
    orthogonalize({ epsilon: epsilon / (1 - momentum), adjustment }),
  ],
});
