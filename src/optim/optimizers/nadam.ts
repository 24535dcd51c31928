import * as z from "zod/mini";
import { composeOptimizer, scaleByNadam } from "../transforms/index.ts";
import { adamOptions } from "./options.ts";

const options = z.strictObject({
  ...adamOptions({ learningRate: 2e-3 }),
  /** How fast the momentum grows; PyTorch's `momentum_decay`. */
  momentumDecay: z._default(z.number().check(z.nonnegative()), 0.004),
});

/**
 * NAdam, as `torch.optim.NAdam(decoupled_weight_decay=True)`: Adam whose direction counts the gradient just seen
 * once more, with a momentum that grows from beta1 / 2 to beta1.
 */
export const nadam = composeOptimizer({
  kind: "nadam",
  title: "NAdam",
  help: "Adam with Nesterov's look ahead.",
  paper: "Dozat, Incorporating Nesterov Momentum into Adam, 2016",
  options,
  adaptive: true,
  transforms: (options) => [scaleByNadam(options)],
});
