import * as z from "zod/mini";
import { composeOptimizer, scaleByRadam } from "../transforms/index.ts";
import { adamOptions } from "./options.ts";

const options = z.strictObject(adamOptions());

/**
 * RAdam, as `torch.optim.RAdam(decoupled_weight_decay=True)`: momentum during the first steps, afterwards Adam with a
 * step size that grows with what is known of the variance.
 */
export const radam = composeOptimizer({
  kind: "radam",
  title: "RAdam",
  help: "Adam that trusts its spread only once it has seen enough gradients; a warm-up of its own.",
  paper: "Liu et al., On the Variance of the Adaptive Learning Rate and Beyond, 2020",
  options,
  adaptive: true,
  transforms: (options) => [scaleByRadam(options)],
});
