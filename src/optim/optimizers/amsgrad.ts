import * as z from "zod/mini";
import { composeOptimizer, scaleByAdam } from "../transforms/index.ts";
import { adamOptions } from "./options.ts";

const options = z.strictObject(adamOptions());

/**
 * AMSGrad, as `torch.optim.Adam(amsgrad=True)` and, with weight decay, `torch.optim.AdamW(amsgrad=True)`: Adam whose
 * denominator is the largest v so far.
 */
export const amsgrad = composeOptimizer({
  kind: "amsgrad",
  title: "AMSGrad",
  help: "Adam that never forgets how large a weight's gradients have been.",
  paper: "Reddi, Kale & Kumar, On the Convergence of Adam and Beyond, 2018",
  options,
  adaptive: true,
  transforms: (options) => [scaleByAdam({ ...options, amsgrad: true })],
});
