import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { composeOptimizer, scaleByNadam } from "../transforms/index.ts";
import { adamOptions } from "./optimizer-options.ts";

const options = z.strictObject({
  ...adamOptions({ learningRate: 2e-3 }),
  momentumDecay: option(z._default(z.number().check(z.nonnegative()), 0.004), {
    help: "How fast the momentum grows; PyTorch's `momentum_decay`.",
    scale: "log",
    range: [1e-4, 1e-1],
  }),
});

/**
 * NAdam, as `torch.optim.NAdam(decoupled_weight_decay=True)`: Adam whose direction counts the gradient just
 * seen once more, with a momentum that grows from beta1 / 2 to beta1.
 *
 * Options, with their limits and defaults: `learningRate` (number, > 0; 0.002), `weightDecay` (number, ≥ 0;
 * 0), `groups` (list of objects), `beta1` (number, ≥ 0, < 1; 0.9), `beta2` (number, ≥ 0, < 1; 0.999),
 * `epsilon` (number, > 0; 1e-8), `momentumDecay` (number, ≥ 0; 0.004).
 */
export const nadam = composeOptimizer({
  kind: "nadam",
  title: "NAdam",
  help: "Adam with Nesterov's look ahead.",
  paper: "Dozat, Incorporating Nesterov Momentum into Adam, 2016",
  explanation: {
    equation:
      "adam with the direction μ_{t+1}·m / (1 − Π_{i≤t+1} μ_i) + (1 − μ_t)·g / (1 − Π_{i≤t} μ_i) " +
      "for m̂, where μ_t = beta1·(1 − ½·0.96^(t·momentumDecay))",
    use: "Where Adam is taken and gradients have little noise, as with large batches.",
    pitfalls: "Its default rate is twice Adam's; a rate that was found for Adam is not found for it.",
  },
  options,
  adaptive: true,
  transforms: (options) => [scaleByNadam(options)],
});
