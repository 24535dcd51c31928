import * as z from "zod/mini";
import { composeOptimizer, trace } from "../transforms/index.ts";
import { commonOptions, momentumOption } from "./optimizer-options.ts";

const options = z.strictObject({
  ...commonOptions({ learningRate: 1e-3, learningRates: [1e-4, 0.3] }),
  momentum: momentumOption(0.9),
});

/**
 * Nesterov's accelerated gradient in the form of `torch.optim.SGD(nesterov=True)`: v ← momentum·v + g;
 * w ← w − rate·(g + momentum·v). The slot is PyTorch's `momentum_buffer`. Unlike PyTorch's, the weight decay
 * is decoupled.
 *
 * Options, with their limits and defaults: `learningRate` (number, > 0; 0.001), `weightDecay` (number, ≥ 0;
 * 0), `groups` (list of objects), `momentum` (number, ≥ 0, < 1; 0.9).
 */
export const nesterov = composeOptimizer({
  kind: "nesterov",
  title: "Nesterov",
  help: "Momentum that looks ahead to where the velocity is about to lead.",
  paper:
    "Sutskever, Martens, Dahl & Hinton, On the Importance of Initialization and Momentum in Deep Learning, " +
    "2013",
  explanation: {
    equation: "v ← momentum·v + g; w ← (1 − rate·weightDecay)·w − rate·(g + momentum·v)",
    use: "Where momentum is taken; looking ahead damps its swings a little.",
    pitfalls:
      "Its steps are 1 / (1 − momentum) times those of SGD, as with momentum; with noisy gradients " +
      "of small batches the look ahead gains nothing.",
  },
  options,
  adaptive: false,
  stableSharpness: ({ learningRate, momentum }) => (2 * (1 + momentum)) / ((1 + 2 * momentum) * learningRate),
  transforms: ({ momentum }) => [trace({ momentum, nesterov: true })],
});
