import * as z from "zod/mini";
import type { OptimizerDefinition } from "../optimizer.ts";
import { ADAM_CONSTANTS, ADAM_SLOTS, adamScalars, adamUpdate } from "./adam-update.ts";
import { commonOptions, fraction, smallPositive } from "./options.ts";

const options = z.strictObject({
  ...commonOptions({ learningRate: 1e-3 }),
  /** The share of the average gradient that stays at each step. */
  beta1: fraction(0.9),
  /** The share of the average squared gradient that stays at each step. */
  beta2: fraction(0.999),
  epsilon: smallPositive(1e-8),
});

/**
 * Adam, as `torch.optim.Adam`: m ← beta1·m + (1 − beta1)·g; v ← beta2·v + (1 − beta2)·g²;
 * w ← w − rate · m̂ / (√v̂ + epsilon), with m̂ and v̂ corrected for their start at zero.
 *
 * `weightDecay` is decoupled here as in every optimizer, which makes Adam with weight decay the same as AdamW; for
 * PyTorch's Adam(weight_decay) use `penalties.l2`.
 */
export const adam: OptimizerDefinition<typeof options> = {
  kind: "adam",
  title: "Adam",
  help: "Gives every weight a step of its own size, from the mean and the spread of its gradients.",
  paper: "Kingma & Ba, Adam: A Method for Stochastic Optimization, 2015",
  options,
  slots: ADAM_SLOTS,
  constants: ADAM_CONSTANTS,
  scalars: adamScalars,
  update: adamUpdate,
};
