import { multiply, sum } from "../graph/operations/index.ts";
import type { Tensor } from "../graph/tensor.ts";
import { exampleLosses, type LossDefinition } from "../nn/losses/index.ts";

/**
 * The weight of a mini-batch when its loss is averaged with others', a scalar: the denominator of
 * `batchLoss`, the sum of what its examples count. Undefined where all count alike, so that their number is
 * it.
 */
export function batchWeight(
  definition: LossDefinition,
  batch: {
    output: Tensor;
    target: Tensor;
    options: Readonly<Record<string, unknown>>;
    weights: Tensor | undefined;
  },
): Tensor | undefined {
  const { weights } = batch;
  const { counts } = exampleLosses(definition, batch);
  if (counts === undefined) return weights && sum(weights);
  return sum(weights ? multiply(counts, weights) : counts);
}
