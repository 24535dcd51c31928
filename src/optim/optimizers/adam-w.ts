import * as z from "zod/mini";
import { composeOptimizer, scaleByAdam } from "../transforms/index.ts";
import { adamOptions } from "./options.ts";

const options = z.strictObject(adamOptions({ learningRate: 1e-3, weightDecay: 0.01 }));

/**
 * AdamW, as `torch.optim.AdamW`: Adam with decoupled weight decay, w ← w − rate·weightDecay·w, 0.01 by default.
 * Unlike PyTorch's, the decay spares biases and normalization.
 */
export const adamW = composeOptimizer({
  kind: "adamW",
  title: "AdamW",
  help: "Adam that also pulls the weights towards zero, by a share that its scaling does not touch.",
  paper: "Loshchilov & Hutter, Decoupled Weight Decay Regularization, 2019",
  options,
  adaptive: true,
  transforms: (options) => [scaleByAdam(options)],
});
