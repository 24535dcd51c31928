import * as z from "zod/mini";
import { composeOptimizer, interpolate, signOf } from "../transforms/index.ts";
import { commonOptions, fraction } from "./options.ts";

const options = z.strictObject({
  ...commonOptions({ learningRate: 1e-4 }),
  /** The past's share in the step. */
  beta1: fraction(0.9),
  /** The share of the average gradient that stays at each step. */
  beta2: fraction(0.99),
});

/**
 * Lion: w ← w − rate·sign(beta1·m + (1 − beta1)·g); then m ← beta2·m + (1 − beta2)·g. PyTorch has none; the learning rate
 * is a third to a tenth of Adam's, and the weight decay as many times larger. The slot is m / (1 − beta2).
 */
export const lion = composeOptimizer({
  kind: "lion",
  title: "Lion",
  help: "Takes steps of one size, in the direction of the sign of its momentum.",
  paper: "Chen et al., Symbolic Discovery of Optimization Algorithms, 2023",
  options,
  adaptive: true,
  transforms: (options) => [interpolate(options), signOf()],
});
