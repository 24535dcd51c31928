import { hashName, randomKey, STREAMS } from "../base/random.ts";
import { constant, mean, multiply, subtract } from "../graph/operations/index.ts";
import { simplify } from "../graph/simplify.ts";
import { sizeOf, type Tensor } from "../graph/tensor.ts";
import { ZEROS } from "../nn/initializers/index.ts";
import { layerDefinition } from "../nn/layers/index.ts";
import { buildNetwork, type ParameterSpec } from "../nn/network.ts";
import type { Recipe } from "../recipe/schema.ts";
import type { SingleProgram } from "../runtime/program.ts";
import { blockInputs, cardinalities } from "./block-inputs.ts";
import { FlatInputs } from "./flat-inputs.ts";
import { PORTS } from "./ports.ts";
import type { StepOptions, StepProgram } from "./step-program.ts";

/** The parameters that layer-sequential initialization scales, in the order of their layers. */
export function calibratedParameters(recipe: Recipe, parameters: readonly ParameterSpec[]): ParameterSpec[] {
  if (recipe.network.initialization === undefined) return [];
  const specs = new Map(parameters.map((spec) => [spec.name, spec]));
  return recipe.network.layers.flatMap(({ id, kind, shares }) => {
    if (shares !== undefined) return [];
    const { proportionalTo } = layerDefinition(kind);
    const spec = proportionalTo === undefined ? undefined : specs.get(`${id}.${proportionalTo}`);
    return spec === undefined || spec.initializer === ZEROS ? [] : [spec];
  });
}

/**
 * Builds the program that layer-sequential initialization looks through: from weights, buffers and some rows
 * to the variance of the output of each layer in question ("variance:0", ...), over all rows and units. The
 * network is that of the first training step, with its dropout and its batch statistics; only the biases of
 * the layers in question are left out, so that each of their outputs is proportional to its weight.
 */
export function buildCalibrationProgram(
  recipe: Recipe,
  options: Pick<StepOptions, "inputs" | "outputs">,
  step: Pick<StepProgram, "network" | "parameters" | "buffers">,
): SingleProgram {
  const calibrated = calibratedParameters(recipe, step.network.parameters);
  const names = new Set(calibrated.map(({ name }) => name));
  const layers = new Set(calibrated.map(({ layer }) => layer));
  const parameters = new FlatInputs(PORTS.parameters, step.parameters, "float32");
  const buffers = new FlatInputs(PORTS.buffers, step.buffers, "float32");
  const { blocks, normalized, scalings } = blockInputs(options.inputs, "float32");
  const isBias = ({ name, layer, decay }: ParameterSpec) => layers.has(layer) && !names.has(name) && !decay;
  const { seed } = recipe.training;
  const built = buildNetwork(recipe.network.layers, {
    inputs: normalized,
    cardinalities: cardinalities(options.inputs),
    outputs: options.outputs,
    training: true,
    parameter: (spec) => (isBias(spec) ? zeros(spec.shape) : parameters.member(spec.name)),
    buffer: (spec) => buffers.member(spec.name),
    key: (layer) => constant("uint32", [], [randomKey(seed, STREAMS.dropout, hashName(layer), 0)]),
  });
  const variances = simplify(calibrated.map(({ layer }) => variance(built.layerOutputs.get(layer)!)));
  return {
    kind: "single",
    inputs: [...parameters.pieces, ...buffers.pieces, ...blocks.map((block) => block.rows), ...scalings],
    outputs: variances.map((tensor, index) => ({ name: PORTS.variance(index), tensor })),
    batchInput: blocks[0].name,
  };
}

function zeros(shape: readonly number[]): Tensor {
  return constant("float32", shape, new Float64Array(sizeOf(shape)));
}

function variance(x: Tensor): Tensor {
  const axes = x.shape.map((_, axis) => axis);
  const centered = subtract(x, mean(x, { axes, keepDimensions: true }));
  return mean(multiply(centered, centered), { axes });
}
