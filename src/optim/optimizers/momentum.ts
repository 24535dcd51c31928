import * as z from "zod/mini";
import { composeOptimizer, trace } from "../transforms/index.ts";
import { commonOptions, momentumOption } from "./optimizer-options.ts";

const options = z.strictObject({
  ...commonOptions({ learningRate: 1e-3, learningRates: [1e-4, 0.3] }),
  momentum: momentumOption(0.9),
});

/**
 * SGD with momentum, as `torch.optim.SGD(momentum, dampening=0)`: v ← momentum·v + g; w ← w − rate·v. The
 * slot is PyTorch's `momentum_buffer`. Unlike PyTorch's, the weight decay is decoupled.
 *
 * Options, with their limits and defaults: `learningRate` (number, > 0; 0.001), `weightDecay` (number, ≥ 0;
 * 0), `groups` (list of objects), `momentum` (number, ≥ 0, < 1; 0.9).
 */
export const momentum = composeOptimizer({
  kind: "momentum",
  title: "Momentum",
  help: "SGD that keeps rolling in the direction of past gradients.",
  paper: "Polyak, Some Methods of Speeding up the Convergence of Iteration Methods, 1964",
  explanation: {
    equation: "v ← momentum·v + g; w ← (1 − rate·weightDecay)·w − rate·v",
    use: "For convolutional networks with a schedule and a searched rate, where it often generalizes best.",
    pitfalls:
      "Its steps are 1 / (1 − momentum) times those of SGD: from 0.9 to 0.99 they grow tenfold, so " +
      "lower the rate with it. It overshoots at first: warm up.",
  },
  options,
  adaptive: false,
  stableSharpness: ({ learningRate, momentum }) => (2 * (1 + momentum)) / learningRate,
  transforms: ({ momentum }) => [trace({ momentum })],
});
