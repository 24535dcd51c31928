import * as z from "zod/mini";
import { composeOptimizer, scaleByAdam } from "../transforms/index.ts";
import { adamOptions } from "./options.ts";

const options = z.strictObject(adamOptions());

/**
 * Adam, as `torch.optim.Adam`: m ← beta1·m + (1 − beta1)·g; v ← beta2·v + (1 − beta2)·g²;
 * w ← w − rate · m̂ / (√v̂ + epsilon), with m̂ and v̂ corrected for their start at zero.
 *
 * `weightDecay` is decoupled here as in every optimizer, which makes Adam with weight decay the same as AdamW; for
 * PyTorch's Adam(weight_decay) use `penalties.l2`.
 */
export const adam = composeOptimizer({
  kind: "adam",
  title: "Adam",
  help: "Gives every weight a step of its own size, from the mean and the spread of its gradients.",
  paper: "Kingma & Ba, Adam: A Method for Stochastic Optimization, 2015",
  options,
  adaptive: true,
  transforms: (options) => [scaleByAdam(options)],
});
