import { input } from "../graph/operations/index.ts";
import { simplify } from "../graph/simplify.ts";
import { exampleLosses, lossDefinition } from "../nn/losses/index.ts";
import { targetType } from "../nn/losses/outputs.ts";
import { buildNetwork } from "../nn/network.ts";
import type { Recipe } from "../recipe/schema.ts";
import type { SingleProgram } from "../runtime/program.ts";
import { blockInputs, cardinalities } from "./block-inputs.ts";
import { describeRecipe } from "./describe-recipe.ts";
import { FlatInputs } from "./flat-inputs.ts";
import { layOutBuffers, layOutParameters } from "./layout.ts";
import { PORTS } from "./ports.ts";
import type { StepOptions } from "./step-program.ts";

/**
 * Builds the forward-only program of a recipe: from the state and a batch to the prediction (class
 * probabilities [batch, classes], probabilities of labels [batch, labels], or scaled values [batch] or
 * [batch, outputs]) and, when `withLoss`, the loss of each example and what it counts in the mean
 * ("lossCount", only where that is not 1), [batch]. Dropout is off and normalization uses the running
 * statistics.
 */
export function buildEvaluationProgram(
  recipe: Recipe,
  options: Pick<StepOptions, "inputs" | "target" | "outputs">,
  { withLoss = true }: { withLoss?: boolean } = {},
): SingleProgram {
  const network = describeRecipe(recipe, options);
  const parameters = new FlatInputs(
    PORTS.parameters,
    layOutParameters(network.parameters, recipe),
    "float32",
  );
  const buffers = new FlatInputs(PORTS.buffers, layOutBuffers(network.buffers), "float32");
  const { blocks, normalized, scalings } = blockInputs(options.inputs, "float32");
  const target = input(PORTS.target, targetType(recipe.loss, { ...options, dtype: "float32" }));
  const built = buildNetwork(recipe.network.layers, {
    inputs: normalized,
    cardinalities: cardinalities(options.inputs),
    outputs: options.outputs,
    training: false,
    parameter: (spec) => parameters.member(spec.name),
    buffer: (spec) => buffers.member(spec.name),
  });
  const loss = lossDefinition(recipe.loss.kind);
  const prediction = loss.prediction(built.output, recipe.loss, options);
  // Without losses, weights that were told by name stay names, which no loss can be reckoned by.
  const judged = withLoss
    ? exampleLosses(loss, { output: built.output, target, options: recipe.loss })
    : undefined;
  const [predictionOutput, lossOutput, countOutput] = simplify([
    prediction,
    ...(judged ? [judged.losses] : []),
    ...(judged?.counts ? [judged.counts] : []),
  ]);
  return {
    kind: "single",
    inputs: [
      ...parameters.pieces,
      ...buffers.pieces,
      ...blocks.map((block) => block.rows),
      ...scalings,
      ...(withLoss ? [target] : []),
    ],
    outputs: [
      { name: "prediction", tensor: predictionOutput },
      ...(lossOutput ? [{ name: "loss", tensor: lossOutput }] : []),
      ...(countOutput ? [{ name: "lossCount", tensor: countOutput }] : []),
    ],
    batchInput: blocks[0].name,
  };
}
