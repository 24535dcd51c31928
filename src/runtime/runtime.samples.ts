import { uniform } from "../base/random.ts";
import { gradients } from "../graph/differentiate.ts";
import type { ReferenceArray } from "../graph/operation.ts";
import {
  add,
  cast,
  input,
  matMul,
  mean,
  multiply,
  relu,
  scalar,
  subtract,
} from "../graph/operations/index.ts";
import { BATCH, sizeOf, type Tensor } from "../graph/tensor.ts";
import { PORT_NAMES } from "./names.ts";
import type { LoopProgram } from "./program.ts";
import { type HostArray, hostArray } from "./session.ts";

/** Rows of the sample's data. */
export const SAMPLE_ROWS = 12;

const SHAPES = { hiddenWeights: [4, 5], hiddenBias: [5], outputWeights: [5, 1], outputBias: [1] } as const;

/** Values of a row of the block that is too large to be gathered for all steps at once. */
const LARGE_ROW = 300;

/** The mean squared error of a small network on a batch, and its parameters. */
function buildLoss() {
  const x = input("pixels", { dtype: "uint8", shape: [BATCH, 4] });
  const y = input("target", { dtype: "float32", shape: [BATCH, 1] });
  const parameters = Object.entries(SHAPES).map(([name, shape]) => input(name, { dtype: "float32", shape }));
  const [hiddenWeights, hiddenBias, outputWeights, outputBias] = parameters;
  const scaled = multiply(cast(x, "float32"), scalar(1 / 255));
  const hidden = relu(add(matMul(scaled, hiddenWeights), hiddenBias));
  const large = input("large", { dtype: "float32", shape: [BATCH, LARGE_ROW] });
  const shift = mean(large, { axes: [1], keepDimensions: true });
  const error = subtract(add(add(matMul(hidden, outputWeights), outputBias), shift), y);
  return { x, y, large, parameters, error, loss: mean(multiply(error, error)) };
}

/**
 * A training step by momentum on a small network: two carried states of four pieces, one of a single piece (a
 * count of steps), one of size zero; a block of bytes, one of floats and one of large rows; a step input with
 * a name that looks generated; a call input; and a step output for each row of the batch.
 */
export function sampleLoop(): LoopProgram {
  const { x, y, large, parameters, error, loss } = buildLoss();
  const learningRate = input("c1", { dtype: "float32", shape: [] });
  const momentum = input("momentum", { dtype: "float32", shape: [] });
  const count = input("count", { dtype: "float32", shape: [1] });
  const steps = gradients(loss, parameters);
  const velocities = parameters.map((parameter) =>
    input(`velocity of ${String(parameter.attributes.name)}`, { dtype: "float32", shape: parameter.shape }),
  );
  const faster = velocities.map((velocity, index) => add(multiply(velocity, momentum), steps[index]));
  const moved = parameters.map((parameter, index) =>
    subtract(parameter, multiply(faster[index], learningRate)),
  );
  const pieces = (inputs: readonly Tensor[], outputs: readonly Tensor[]) =>
    inputs.map((piece, index) => ({ input: piece, output: outputs[index] }));
  return {
    kind: "loop",
    carried: [
      { name: "parameters", pieces: pieces(parameters, moved) },
      { name: "velocity", pieces: pieces(velocities, faster) },
      { name: "count", pieces: [{ input: count, output: add(count, scalar(1)) }] },
      { name: "buffers", pieces: [] },
    ],
    blocks: [
      { name: "pixels", rows: x },
      { name: "target", rows: y },
      { name: "large", rows: large },
    ],
    stepInputs: [learningRate],
    callInputs: [momentum],
    stepOutputs: [
      { name: "loss", tensor: loss },
      { name: "errors", tensor: error },
    ],
  };
}

/** Feeds of the sample for a number of steps, rows taken in turn. */
export function sampleFeeds(steps: number, batchSize = 4): Record<string, HostArray> {
  const size = Object.values(SHAPES).reduce((total, shape) => total + sizeOf(shape), 0);
  const numbers = (count: number, value: (index: number) => number) =>
    Array.from({ length: count }, (_, index) => value(index));
  return {
    [PORT_NAMES.state("parameters")]: hostArray(
      "float32",
      [size],
      numbers(size, (index) => uniform(1, index) - 0.5),
    ),
    [PORT_NAMES.state("velocity")]: hostArray(
      "float32",
      [size],
      numbers(size, () => 0),
    ),
    [PORT_NAMES.state("count")]: hostArray("float32", [1], [0]),
    pixels: hostArray(
      "uint8",
      [SAMPLE_ROWS, 4],
      numbers(SAMPLE_ROWS * 4, (index) => Math.floor(256 * uniform(2, index))),
    ),
    target: hostArray(
      "float32",
      [SAMPLE_ROWS, 1],
      numbers(SAMPLE_ROWS, (index) => uniform(3, index)),
    ),
    large: hostArray(
      "float32",
      [SAMPLE_ROWS, LARGE_ROW],
      numbers(SAMPLE_ROWS * LARGE_ROW, (index) => uniform(4, index)),
    ),
    rows: hostArray(
      "int32",
      [steps, batchSize],
      numbers(steps * batchSize, (index) => (index * 5) % SAMPLE_ROWS),
    ),
    momentum: hostArray("float32", [], [0.9]),
    c1: hostArray(
      "float32",
      [steps],
      numbers(steps, (index) => 0.05 / (index + 1)),
    ),
  };
}

/** Host arrays as the reference takes them. */
export function toReference(feeds: Readonly<Record<string, HostArray>>): Record<string, ReferenceArray> {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, { dtype, shape, data }]) => [
      name,
      { dtype, shape, data: Float64Array.from(data as ArrayLike<number | bigint>, Number) },
    ]),
  );
}
