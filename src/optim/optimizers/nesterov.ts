import * as z from "zod/mini";
import { composeOptimizer, trace } from "../transforms/index.ts";
import { commonOptions, fraction } from "./options.ts";

const options = z.strictObject({
  ...commonOptions({ learningRate: 1e-3 }),
  /** The share of the velocity that stays at each step. */
  momentum: fraction(0.9),
});

/**
 * Nesterov's accelerated gradient in the form of `torch.optim.SGD(nesterov=True)`: v ← momentum·v + g;
 * w ← w − rate·(g + momentum·v). The slot is PyTorch's `momentum_buffer`. Unlike PyTorch's, the weight decay
 * is decoupled.
 */
export const nesterov = composeOptimizer({
  kind: "nesterov",
  title: "Nesterov",
  help: "Momentum that looks ahead to where the velocity is about to lead.",
  paper:
    "Sutskever, Martens, Dahl & Hinton, On the Importance of Initialization and Momentum in Deep Learning, 2013",
  options,
  adaptive: false,
  stableSharpness: ({ learningRate, momentum }) => (2 * (1 + momentum)) / ((1 + 2 * momentum) * learningRate),
  transforms: ({ momentum }) => [trace({ momentum, nesterov: true })],
});
