import { divide, multiply, sum } from "../../graph/operations/index.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { exampleLosses } from "./example-losses.ts";
import type { LossDefinition } from "./loss.ts";
import { weightedMean } from "./weighted-mean.ts";

/**
 * The loss of a batch, a scalar: Σ e·l / Σ e·m over its examples, with the loss l of each, its example weight
 * e (1 by default) and what it counts in the mean m (1, or the weight of its class; see
 * `LossDefinition.meanWeight`). Of an output [batch, members, outputs], l is the mean over the members.
 *
 * @throws TrainwellError `shape-mismatch` when output and target do not fit.
 */
export function batchLoss(
  definition: LossDefinition,
  batch: { output: Tensor; target: Tensor; options: Readonly<Record<string, unknown>>; weights?: Tensor },
): Tensor {
  const { weights } = batch;
  const { losses, counts } = exampleLosses(definition, batch);
  if (counts === undefined) return weightedMean(losses, weights);
  const weighed = (values: Tensor) => (weights ? multiply(values, weights) : values);
  return divide(sum(weighed(losses)), sum(weighed(counts)));
}
