import { input } from "../graph/operations/index.ts";
import { simplify } from "../graph/simplify.ts";
import { BATCH } from "../graph/tensor.ts";
import { lossDefinition } from "../nn/losses/index.ts";
import { buildNetwork } from "../nn/network.ts";
import type { Recipe } from "../recipe/schema.ts";
import type { SingleProgram } from "../runtime/program.ts";
import { FlatInputs } from "./flat-inputs.ts";
import { layOut, layOutParameters } from "./layout.ts";
import { normalizeRows } from "./normalization.ts";
import { PORTS } from "./ports.ts";
import { cardinalities, describe, rowsOf, type StepOptions } from "./step-program.ts";

/**
 * Builds the forward-only program of a recipe: from the state and a batch to the prediction (class probabilities
 * [batch, classes], or scaled values [batch]) and, when `withLoss`, the loss of each example [batch]. Dropout is off
 * and normalization uses the running statistics.
 */
export function buildEvaluationProgram(
  recipe: Recipe,
  options: Pick<StepOptions, "inputs" | "target" | "outputs">,
  { withLoss = true }: { withLoss?: boolean } = {},
): SingleProgram {
  const network = describe(recipe, options);
  const parameters = new FlatInputs(
    PORTS.parameters,
    layOutParameters(network.parameters, recipe),
    "float32",
  );
  const buffers = new FlatInputs(
    PORTS.buffers,
    layOut(network.buffers.map((spec) => ({ ...spec, decay: false }))),
    "float32",
  );
  const blocks = options.inputs.map((block) => ({ name: block.name, rows: rowsOf(block, "float32") }));
  const normalized = blocks.map(({ rows }, index) => normalizeRows(rows, options.inputs[index], "float32"));
  const target = input(PORTS.target, {
    dtype: options.target === "classes" ? "int32" : "float32",
    shape: [BATCH],
  });
  const built = buildNetwork(recipe.network.layers, {
    inputs: new Map(blocks.map(({ name }, index) => [name, normalized[index].rows])),
    cardinalities: cardinalities(options.inputs),
    outputs: options.outputs,
    training: false,
    parameter: (spec) => parameters.member(spec.name),
    buffer: (spec) => buffers.member(spec.name),
  });
  const loss = lossDefinition(recipe.loss.kind);
  const prediction = loss.prediction(built.output, recipe.loss);
  const [predictionOutput, lossOutput] = simplify([
    prediction,
    ...(withLoss ? [loss.perExample(built.output, target, recipe.loss)] : []),
  ]);
  return {
    kind: "single",
    inputs: [
      ...parameters.pieces,
      ...buffers.pieces,
      ...blocks.map((block) => block.rows),
      ...normalized.flatMap(({ inputs }) => inputs),
      ...(withLoss ? [target] : []),
    ],
    outputs: [
      { name: "prediction", tensor: predictionOutput },
      ...(lossOutput ? [{ name: "loss", tensor: lossOutput }] : []),
    ],
    batchInput: blocks[0].name,
  };
}
