import * as z from "zod/mini";
import {
  composeOptimizer,
  orthogonalize,
  scaleByAdam,
  scaleLearningRate,
  trace,
} from "../transforms/index.ts";
import { commonOptions, fraction, smallPositive } from "./options.ts";

const options = z.strictObject({
  ...commonOptions({ learningRate: 1e-3, weightDecay: 0.1 }),
  /** The share of the velocity that stays at each step. */
  momentum: fraction(0.95),
  nesterov: z._default(z.boolean(), true),
  /** The smallest norm that a momentum is divided by. */
  epsilon: smallPositive(1e-7),
  /** What a matrix [out, in] multiplies its learning rate by: √max(1, out / in), or 0.2·√max(out, in). */
  adjustment: z._default(z.enum(["original", "matchAdam"]), "original"),
  /** The weights that are orthogonalized: all but embeddings and the last layer's, or all but embeddings. */
  matrices: z._default(z.enum(["hidden", "all"]), "hidden"),
  /** The learning rate of the other parameters; it follows the same schedule. */
  adamLearningRate: z._default(z.number().check(z.positive()), 3e-4),
  adamBeta1: fraction(0.9),
  adamBeta2: fraction(0.95),
  adamEpsilon: smallPositive(1e-8),
});

/**
 * Muon, as `torch.optim.Muon` (in float32, where PyTorch's iterations are in bfloat16): v ← momentum·v + (1 − momentum)·g,
 * and the step of a weight matrix is about the nearest orthogonal matrix to v, or with `nesterov` to
 * (1 − momentum)·g + momentum·v. All other parameters are trained by AdamW. A convolution's kernels are flattened to
 * [out, in·window]; embeddings, and unless `matrices` is "all" the last layer's weight, count among the others.
 *
 * The slot `velocity` is PyTorch's `momentum_buffer` divided by 1 − momentum. A step costs 15 products of each matrix with
 * a square one, which pays for matrices whose gradients cost more, that is with batches larger than the matrices' sides.
 */
export const muon = composeOptimizer({
  kind: "muon",
  title: "Muon",
  help: "Turns the momentum of every weight matrix into an orthogonal one, so that all directions move alike.",
  paper: "Jordan et al., Muon: An optimizer for hidden layers in neural networks, 2024",
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
