import { TrainwellError } from "../base/errors.ts";
import type { Dataset } from "../data/prepare/dataset.ts";
import { sizeOf } from "../graph/tensor.ts";
import { lossDefinition } from "../nn/losses/index.ts";
import type { ParameterSpec } from "../nn/network.ts";
import type { Recipe } from "../recipe/schema.ts";

/** The last layer's bias by name, and what it begins with. */
export interface OutputBias {
  readonly name: string;
  readonly values: Float32Array;
}

/**
 * The bias of the last layer that makes a network without knowledge predict the target's base rate on the
 * training rows, so that the first steps need not learn it: for a softmax the logarithm of the classes'
 * frequencies, for sigmoids the log odds, for a Poisson rate the logarithm of the mean, for other values the
 * mean. Example weights and the loss's class weights count. A class that does not occur counts as half an
 * example.
 *
 * @returns undefined where the recipe does not ask for it.
 * @throws TrainwellError `output-bias-missing` where the last layer has no bias for the target's outputs, or
 *   `output-bias-loss` where the loss has no base rate.
 * @see Karpathy, A Recipe for Training Neural Networks, 2019; Lin et al., Focal Loss for Dense Object
 * Detection, 2017, 3.3
 */
export function outputBias(
  recipe: Recipe,
  parameters: readonly ParameterSpec[],
  { dataset, rows }: { dataset: Dataset; rows: Int32Array },
): OutputBias | undefined {
  if (recipe.network.outputBias !== "baseRate") return undefined;
  const { outputFor } = lossDefinition(recipe.loss.kind);
  if (outputFor === undefined) throw noBaseRate(recipe.loss.kind);
  const name = `${recipe.network.layers.at(-1)!.id}.bias`;
  // Of several networks in one, [members, outputs].
  const shape = parameters.find((spec) => spec.name === name)?.shape ?? [];
  const size = shape.at(-1);
  const means = meansOf(recipe, { dataset, rows });
  // One output for two classes answers for the second.
  const wanted = size === 1 && means.length === 2 ? means.slice(1) : means;
  if (size !== wanted.length) throw noBias(name, wanted.length);
  const about = { target: dataset.target!.kind, units: wanted.length };
  const outputs = wanted.map((mean) => outputFor(mean, recipe.loss, about));
  return {
    name,
    values: Float32Array.from({ length: sizeOf(shape) }, (_, index) => outputs[index % outputs.length]),
  };
}

/**
 * The weighted mean of the target for each output, of classes their frequencies; never quite 0 or 1 for
 * classes and labels.
 */
function meansOf(recipe: Recipe, { dataset, rows }: { dataset: Dataset; rows: Int32Array }): number[] {
  const target = dataset.target!;
  const width = target.kind === "classes" ? target.classes.length : widthOf(target);
  const { classWeights } = recipe.loss;
  const classWeight =
    target.kind === "classes" && Array.isArray(classWeights) ? classWeights.map(Number) : [];
  const sums = new Array<number>(width).fill(0);
  const totals = new Array<number>(width).fill(0);
  for (const row of rows) {
    const weight = (dataset.weights?.[row] ?? 1) * (classWeight[target.data[row]] ?? 1);
    for (let unit = 0; unit < width; unit++) {
      const value =
        target.kind === "classes" ? Number(target.data[row] === unit) : target.data[row * width + unit];
      // A row may lack some of its values.
      if (Number.isNaN(value)) continue;
      sums[unit] += weight * value;
      totals[unit] += weight;
    }
  }
  return sums.map((sum, unit) => {
    const total = totals[unit];
    const least = (0.5 * total) / rows.length;
    const bounded = target.kind === "values" ? sum : Math.min(Math.max(sum, least), total - least);
    return total > 0 ? bounded / total : 0;
  });
}

function widthOf(target: Exclude<NonNullable<Dataset["target"]>, { kind: "classes" }>): number {
  return target.kind === "labels" ? target.labels.length : target.width;
}

function noBias(name: string, outputs: number): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "output-bias-missing",
    message:
      `network.outputBias is "baseRate", but the last layer has no bias "${name}" of ${outputs} ` +
      `numbers.`,
    details: { parameter: name, outputs },
    hint:
      'End the network with a dense layer with a bias and "units": "outputs", or set ' +
      'network.outputBias to "zero".',
  });
}

function noBaseRate(loss: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "output-bias-loss",
    message: `network.outputBias is "baseRate", but the loss ${loss} has no output that says a base rate.`,
    details: { loss },
    hint: 'Set network.outputBias to "zero".',
  });
}
