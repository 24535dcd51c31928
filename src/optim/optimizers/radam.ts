import * as z from "zod/mini";
import { composeOptimizer, scaleByRadam } from "../transforms/index.ts";
import { adamOptions } from "./optimizer-options.ts";

const options = z.strictObject(adamOptions());

/**
 * RAdam, as `torch.optim.RAdam(decoupled_weight_decay=True)`: momentum during the first steps, afterwards
 * Adam with a step size that grows with what is known of the variance.
 *
 * Options, with their limits and defaults: `learningRate` (number, > 0; 0.001), `weightDecay` (number, ≥ 0;
 * 0), `groups` (list of objects), `beta1` (number, ≥ 0, < 1; 0.9), `beta2` (number, ≥ 0, < 1; 0.999),
 * `epsilon` (number, > 0; 1e-8).
 */
export const radam = composeOptimizer({
  kind: "radam",
  title: "RAdam",
  help: "Adam that trusts its spread only once it has seen enough gradients; a warm-up of its own.",
  paper: "Liu et al., On the Variance of the Adaptive Learning Rate and Beyond, 2020",
  explanation: {
    equation:
      "w ← w − rate·r_t·m̂ / (√v̂ + epsilon), with r_t from how many gradients v has seen, and w ← " +
      "w − rate·m̂ during the first steps",
    use: "Where Adam needs a warm-up whose length nobody wants to search for.",
    pitfalls:
      "The first steps are plain momentum at the full rate, which large gradients blow up. A " +
      "warm-up of the schedule beside it is one too many.",
  },
  options,
  adaptive: true,
  transforms: (options) => [scaleByRadam(options)],
});
