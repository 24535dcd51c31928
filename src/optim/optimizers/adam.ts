import * as z from "zod/mini";
import { composeOptimizer, scaleByAdam } from "../transforms/index.ts";
import { adamOptions } from "./optimizer-options.ts";

const options = z.strictObject(adamOptions());

/**
 * Adam, as `torch.optim.Adam`: m ← beta1·m + (1 − beta1)·g; v ← beta2·v + (1 − beta2)·g²;
 * w ← w − rate · m̂ / (√v̂ + epsilon), with m̂ and v̂ corrected for their start at zero.
 *
 * `weightDecay` is decoupled here as in every optimizer, which makes Adam with weight decay the same as
 * AdamW; for PyTorch's Adam(weight_decay) use `penalties.l2`.
 *
 * Options, with their limits and defaults: `learningRate` (number, > 0; 0.001), `weightDecay` (number, ≥ 0;
 * 0), `groups` (list of objects), `beta1` (number, ≥ 0, < 1; 0.9), `beta2` (number, ≥ 0, < 1; 0.999),
 * `epsilon` (number, > 0; 1e-8).
 */
export const adam = composeOptimizer({
  kind: "adam",
  title: "Adam",
  help: "Gives every weight a step of its own size, from the mean and the spread of its gradients.",
  paper: "Kingma & Ba, Adam: A Method for Stochastic Optimization, 2015",
  explanation: {
    equation:
      "m ← beta1·m + (1 − beta1)·g; v ← beta2·v + (1 − beta2)·g²; w ← (1 − rate·weightDecay)·w − " +
      "rate·m̂ / (√v̂ + epsilon)",
    use: "The first choice: it trains nearly every network at a rate near 0.001.",
    pitfalls:
      "An L2 penalty is divided by √v̂ as all gradients are, so that weights with large gradients " +
      "are hardly penalized: take weightDecay, which is decoupled here. The first steps all have " +
      "the size of the rate: warm large networks up. Rare large gradients are forgotten, so it may " +
      "fail to converge (amsgrad).",
  },
  options,
  adaptive: true,
  transforms: (options) => [scaleByAdam(options)],
});
