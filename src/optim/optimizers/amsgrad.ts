import * as z from "zod/mini";
import { composeOptimizer, scaleByAdam } from "../transforms/index.ts";
import { adamOptions } from "./optimizer-options.ts";

const options = z.strictObject(adamOptions());

/**
 * AMSGrad, as `torch.optim.Adam(amsgrad=True)` and, with weight decay, `torch.optim.AdamW(amsgrad=True)`:
 * Adam whose denominator is the largest v so far.
 *
 * Options, with their limits and defaults: `learningRate` (number, > 0; 0.001), `weightDecay` (number, ≥ 0;
 * 0), `groups` (list of objects), `beta1` (number, ≥ 0, < 1; 0.9), `beta2` (number, ≥ 0, < 1; 0.999),
 * `epsilon` (number, > 0; 1e-8).
 */
export const amsgrad = composeOptimizer({
  kind: "amsgrad",
  title: "AMSGrad",
  help: "Adam that never forgets how large a weight's gradients have been.",
  paper: "Reddi, Kale & Kumar, On the Convergence of Adam and Beyond, 2018",
  explanation: {
    equation: "adam with √v̂ of the largest v so far in the denominator",
    use: "Where Adam jumps on rare large gradients late in a training.",
    pitfalls:
      "One early outlier makes the steps of a weight small for good. In practice it is seldom " +
      "better than Adam.",
  },
  options,
  adaptive: true,
  transforms: (options) => [scaleByAdam({ ...options, amsgrad: true })],
});
