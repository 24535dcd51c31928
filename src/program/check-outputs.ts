import { TrainwellError } from "../base/errors.ts";
import { formatShape, type Tensor } from "../graph/tensor.ts";
import { lossDefinition, type TargetKind } from "../nn/losses/index.ts";
import { traitsOf } from "../nn/traits-of.ts";
import type { LayerSpec } from "../recipe/layers.ts";
import type { Recipe } from "../recipe/schema.ts";

/**
 * Checks that the network gives an output for each class, label or value: with another number the loss would
 * compare what does not belong together, or predictions would be of classes that there are not.
 *
 * @throws TrainwellError `outputs-wrong` with both numbers, or `shape-mismatch` where an example's output is
 *   no row.
 */
export function checkOutputs(
  recipe: Recipe,
  output: Tensor,
  { target, outputs }: { target: TargetKind; outputs: number },
): void {
  const last = recipe.network.layers.at(-1)!;
  // Several networks in one give [batch, members, outputs].
  if (output.shape.length === 3 && !traitsOf(last).averagesMembers) throw notFlat(last, output);
  const given = output.shape.at(-1)!;
  if (output.shape.length < 2 || output.shape.length > 3 || given === outputs) return;
  const { tellsTwoByOne = false, kind } = lossDefinition(recipe.loss.kind);
  if (target === "classes" && outputs === 2 && given === 1 && tellsTwoByOne) return;
  const [one, many] = NAMES[target];
  throw new TrainwellError({
    kind: "input",
    code: "outputs-wrong",
    message:
      `network.layers: the last layer "${last.id}" (${last.kind}) gives ${given} ` +
      `output${given === 1 ? "" : "s"}, but the loss ${kind} needs ${outputs} for ` +
      `${outputs === 1 ? `one ${one}` : `the ${many}`} of the target.`,
    details: { layer: last.id, outputs: given, needed: outputs },
    hint: 'Give the last layer with units "units": "outputs".',
  });
}

function notFlat(last: LayerSpec, output: Tensor): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "shape-mismatch",
    message:
      `network.layers: the last layer "${last.id}" (${last.kind}) gives ${formatShape(output.shape)}; ` +
      `expected [batch, outputs].`,
    details: { layer: last.id },
    hint: "Put a flatten layer, or one that pools, before it.",
  });
}

const NAMES: Readonly<Record<TargetKind, readonly [string, string]>> = {
  classes: ["class", "classes"],
  values: ["value", "values"],
  labels: ["label", "labels"],
};
