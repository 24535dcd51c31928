import { broadcastTo, mean, reshape } from "../../graph/operations/index.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { LossDefinition } from "./loss.ts";

/**
 * The loss of each example and, where not each counts 1 in the mean, what it counts, both [batch]; see
 * `LossDefinition.meanWeight`. Of an output [batch, members, outputs], the predictions of several networks in
 * one, each is the mean over its members.
 *
 * @throws TrainwellError `shape-mismatch` when output and target do not fit.
 */
export function exampleLosses(
  definition: LossDefinition,
  { output, target, options }: { output: Tensor; target: Tensor; options: Readonly<Record<string, unknown>> },
): { losses: Tensor; counts: Tensor | undefined } {
  if (output.shape.length !== 3) {
    const losses = definition.perExample(output, target, options);
    return { losses, counts: definition.meanWeight?.(output, target, options) };
  }
  const [batch, members, outputs] = output.shape;
  const ofMembers = exampleLosses(definition, {
    output: reshape(output, [batch * members, outputs]),
    target: repeated(target, members),
    options,
  });
  const averaged = (values: Tensor) => mean(reshape(values, [batch, members]), { axes: [1] });
  return { losses: averaged(ofMembers.losses), counts: ofMembers.counts && averaged(ofMembers.counts) };
}

/** Each row as many times as there are members, one behind the other. */
function repeated(rows: Tensor, members: number): Tensor {
  const [batch, ...shape] = rows.shape;
  const column = reshape(rows, [batch, 1, ...shape]);
  return reshape(broadcastTo(column, [batch, members, ...shape]), [batch * members, ...shape]);
}
