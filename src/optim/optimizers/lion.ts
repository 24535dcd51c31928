import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { composeOptimizer, interpolate, signOf } from "../transforms/index.ts";
import { commonOptions, fraction } from "./optimizer-options.ts";

const options = z.strictObject({
  ...commonOptions({ learningRate: 1e-4, learningRates: [1e-5, 1e-3] }),
  beta1: option(fraction(0.9), {
    help: "The past's share in the step.",
    scale: "oneMinusLog",
    range: [0.5, 0.99],
  }),
  beta2: option(fraction(0.99), {
    help: "The share of the average gradient that stays at each step.",
    scale: "oneMinusLog",
    range: [0.9, 0.999],
  }),
});

/**
 * Lion: w ← w − rate·sign(beta1·m + (1 − beta1)·g); then m ← beta2·m + (1 − beta2)·g. PyTorch has none; the
 * learning rate is a third to a tenth of Adam's, and the weight decay as many times larger. The slot is m /
 * (1 − beta2).
 *
 * Options, with their limits and defaults: `learningRate` (number, > 0; 1e-4), `weightDecay` (number, ≥ 0;
 * 0), `groups` (list of objects), `beta1` (number, ≥ 0, < 1; 0.9), `beta2` (number, ≥ 0, < 1; 0.99).
 */
export const lion = composeOptimizer({
  kind: "lion",
  title: "Lion",
  help: "Takes steps of one size, in the direction of the sign of its momentum.",
  paper: "Chen et al., Symbolic Discovery of Optimization Algorithms, 2023",
  explanation: {
    equation:
      "w ← (1 − rate·weightDecay)·w − rate·sign(beta1·m + (1 − beta1)·g); m ← beta2·m + (1 − beta2)·g",
    use: "For large networks and batches, with half of the state of Adam.",
    pitfalls:
      "Every weight moves by the rate at every step, so the rate must be a third to a tenth of " +
      "Adam's and the decay as many times larger, and the rate must fall at the end. With small " +
      "batches the signs are noise.",
  },
  options,
  adaptive: true,
  transforms: (options) => [interpolate(options), signOf()],
});
