import {
  abs,
  add,
  cast,
  concatenate,
  divide,
  equal,
  greater,
  max,
  mean,
  multiply,
  reshape,
  scalar,
  sqrt,
  subtract,
  sum,
} from "../graph/operations/index.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { BuiltNetwork, NetworkDescription } from "../nn/network.ts";
import { type FlatInputs, memberOf } from "./flat-inputs.ts";
import type { Layout } from "./layout.ts";

/** Activations beyond this magnitude count as saturated for layers bounded by 1 (tanh, sigmoid). */
const SATURATION = 0.99;
/** Keeps ratios finite for weights that are still zero. */
const SMALLEST_NORM = 1e-12;
const ACTIVATIONS = new Set(["relu", "leakyRelu", "elu", "gelu", "silu", "tanh", "sigmoid"]);
const BOUNDED = new Set(["tanh", "sigmoid"]);

/** The parts of a step that probes look at. */
export interface ProbeParts {
  readonly built: BuiltNetwork;
  readonly network: NetworkDescription;
  readonly parameters: Layout;
  readonly before: FlatInputs;
  readonly after: readonly Tensor[];
  readonly gradients: readonly Tensor[];
}

/**
 * The statistics of a probed step as one vector, with their names: for each layer with parameters
 * `LAYER.gradientNorm`, `LAYER.weightNorm` and `LAYER.updateRatio` (‖Δw‖ / ‖w‖); for each activation layer `LAYER.mean`,
 * `LAYER.std`, `LAYER.zeroFraction`, `LAYER.deadUnits` (the share of units that are zero on the whole batch) and, for
 * tanh and sigmoid, `LAYER.saturatedFraction` (beyond 0.99 of their range).
 */
export function buildProbes(parts: ProbeParts): { names: string[]; vector: Tensor | undefined } {
  const probes = [...parameterProbes(parts), ...activationProbes(parts)];
  if (probes.length === 0) return { names: [], vector: undefined };
  const vector = concatenate(
    probes.map((probe) => reshape(cast(probe.value, "float32"), [1])),
    0,
  );
  return { names: probes.map((probe) => probe.name), vector };
}

interface Probe {
  readonly name: string;
  readonly value: Tensor;
}

function parameterProbes(parts: ProbeParts): Probe[] {
  const squares = new Map<string, { weight: Tensor[]; gradient: Tensor[]; update: Tensor[] }>();
  parts.parameters.pieces.forEach((piece, index) => {
    for (const member of piece.members) {
      const layer = parts.network.parameters.find((spec) => spec.name === member.name)!.layer;
      const view = (tensor: Tensor) => memberOf(tensor, piece, member);
      const before = parts.before.member(member.name);
      const entry = squares.get(layer) ?? { weight: [], gradient: [], update: [] };
      entry.weight.push(sumOfSquares(before));
      entry.gradient.push(sumOfSquares(view(parts.gradients[index])));
      entry.update.push(sumOfSquares(subtract(view(parts.after[index]), before)));
      squares.set(layer, entry);
    }
  });
  return [...squares].flatMap(([layer, entry]) => {
    const weightNorm = norm(entry.weight);
    return [
      { name: `${layer}.gradientNorm`, value: norm(entry.gradient) },
      { name: `${layer}.weightNorm`, value: weightNorm },
      {
        name: `${layer}.updateRatio`,
        value: divide(norm(entry.update), add(weightNorm, scalar(SMALLEST_NORM, weightNorm.dtype))),
      },
    ];
  });
}

function activationProbes(parts: ProbeParts): Probe[] {
  return parts.network.layers.flatMap(({ id, kind }) => {
    const output = ACTIVATIONS.has(kind) ? parts.built.layerOutputs.get(id) : undefined;
    if (output === undefined) return [];
    const center = mean(output);
    const zero = scalar(0, output.dtype);
    const spread = sqrt(mean(square(subtract(output, center))));
    const saturated = () =>
      fraction(
        greater(kind === "sigmoid" ? centeredSigmoid(output) : abs(output), scalar(SATURATION, output.dtype)),
      );
    return [
      { name: `${id}.mean`, value: center },
      { name: `${id}.std`, value: spread },
      { name: `${id}.zeroFraction`, value: fraction(equal(output, zero)) },
      { name: `${id}.deadUnits`, value: fraction(equal(max(abs(output), { axes: [0] }), zero)) },
      ...(BOUNDED.has(kind) ? [{ name: `${id}.saturatedFraction`, value: saturated() }] : []),
    ];
  });
}

/** Sigmoid's range (0, 1) moved to tanh's (0 to 1 in magnitude). */
function centeredSigmoid(output: Tensor): Tensor {
  return abs(subtract(multiply(output, scalar(2, output.dtype)), scalar(1, output.dtype)));
}

function square(x: Tensor): Tensor {
  return multiply(x, x);
}

function sumOfSquares(x: Tensor): Tensor {
  return sum(square(x));
}

function norm(squares: readonly Tensor[]): Tensor {
  return sqrt(squares.reduce((total, term) => add(total, term)));
}

function fraction(condition: Tensor): Tensor {
  return mean(cast(condition, "float32"));
}
