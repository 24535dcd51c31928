import * as z from "zod/mini";
import type { OptimizerDefinition } from "../optimizer.ts";
import { ADAM_CONSTANTS, ADAM_SLOTS, adamScalars, adamUpdate } from "./adam-update.ts";
import { commonOptions, fraction, smallPositive } from "./options.ts";

const options = z.strictObject({
  ...commonOptions({ learningRate: 1e-3, weightDecay: 0.01 }),
  /** The share of the average gradient that stays at each step. */
  beta1: fraction(0.9),
  /** The share of the average squared gradient that stays at each step. */
  beta2: fraction(0.999),
  epsilon: smallPositive(1e-8),
});

/**
 * AdamW, as `torch.optim.AdamW`: Adam with decoupled weight decay, w ← w − rate·weightDecay·w, 0.01 by default.
 * Unlike PyTorch's, the decay spares biases and normalization.
 */
export const adamW: OptimizerDefinition<typeof options> = {
  kind: "adamW",
  title: "AdamW",
  help: "Adam that also pulls the weights towards zero, by a share that its scaling does not touch.",
  paper: "Loshchilov & Hutter, Decoupled Weight Decay Regularization, 2019",
  options,
  slots: ADAM_SLOTS,
  constants: ADAM_CONSTANTS,
  scalars: adamScalars,
  update: adamUpdate,
};
