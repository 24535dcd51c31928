import * as z from "zod/mini";
import { composeOptimizer, scaleByAdam } from "../transforms/index.ts";
import { adamOptions } from "./optimizer-options.ts";

const options = z.strictObject(adamOptions({ learningRate: 1e-3, weightDecay: 0.01 }));

/**
 * AdamW, as `torch.optim.AdamW`: Adam with decoupled weight decay, w ← w − rate·weightDecay·w, 0.01 by
 * default. Unlike PyTorch's, the decay spares biases and normalization.
 *
 * Options, with their limits and defaults: `learningRate` (number, > 0; 0.001), `weightDecay` (number, ≥ 0;
 * 0.01), `groups` (list of objects), `beta1` (number, ≥ 0, < 1; 0.9), `beta2` (number, ≥ 0, < 1; 0.999),
 * `epsilon` (number, > 0; 1e-8).
 */
export const adamW = composeOptimizer({
  kind: "adamW",
  title: "AdamW",
  help: "Adam that also pulls the weights towards zero, by a share that its scaling does not touch.",
  paper: "Loshchilov & Hutter, Decoupled Weight Decay Regularization, 2019",
  explanation: {
    equation:
      "m ← beta1·m + (1 − beta1)·g; v ← beta2·v + (1 − beta2)·g²; w ← (1 − rate·weightDecay)·w − " +
      "rate·m̂ / (√v̂ + epsilon)",
    use: "For transformers and wherever Adam overfits; here it is Adam with another default decay.",
    pitfalls:
      "A step decays by rate·weightDecay, so the decay that suits falls as rate and number of steps " +
      "grow: 1 / (rate·weightDecay) steps are the memory of the weights. Biases and normalization " +
      "are spared, other than in PyTorch.",
  },
  options,
  adaptive: true,
  transforms: (options) => [scaleByAdam(options)],
});
