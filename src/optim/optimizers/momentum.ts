import * as z from "zod/mini";
import { composeOptimizer, trace } from "../transforms/index.ts";
import { commonOptions, fraction } from "./options.ts";

const options = z.strictObject({
  ...commonOptions({ learningRate: 1e-3 }),
  /** The share of the velocity that stays at each step. */
  momentum: fraction(0.9),
});

/**
 * SGD with momentum, as `torch.optim.SGD(momentum, dampening=0)`: v ← momentum·v + g; w ← w − rate·v. The slot is
 * PyTorch's `momentum_buffer`. Unlike PyTorch's, the weight decay is decoupled.
 */
export const momentum = composeOptimizer({
  kind: "momentum",
  title: "Momentum",
  help: "SGD that keeps rolling in the direction of past gradients.",
  paper: "Polyak, Some Methods of Speeding up the Convergence of Iteration Methods, 1964",
  options,
  adaptive: false,
  stableSharpness: ({ learningRate, momentum }) => (2 * (1 + momentum)) / learningRate,
  transforms: ({ momentum }) => [trace({ momentum })],
});
