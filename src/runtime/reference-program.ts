import { TrainwellError } from "../base/errors.ts";
import type { ReferenceArray } from "../graph/operation.ts";
import { sizeOf, type Tensor } from "../graph/tensor.ts";
import { PORT_NAMES } from "./names.ts";
import {
  type CarriedState,
  callInputsOf,
  carriedSize,
  carriedType,
  carriedWithElements,
  checkProgram,
  inputName,
  type LoopProgram,
  type NamedTensor,
  type Program,
  type SingleProgram,
} from "./program.ts";
import { evaluateGraph } from "./reference.ts";

type ReferenceArrays = Readonly<Record<string, ReferenceArray>>;

/**
 * Runs a program by the float64 reference, with the feeds and results that a session of its lowered form has
 * (by the same names). Nothing is rounded to float32 on the way, whatever the element types say.
 *
 * @throws TrainwellError `feed-missing`, `invalid-program`.
 */
export function runReference(program: Program, feeds: ReferenceArrays): Record<string, ReferenceArray> {
  checkProgram(program);
  return program.kind === "single" ? runSingle(program, feeds) : runLoop(program, feeds);
}

function feedOf(feeds: ReferenceArrays, name: string): ReferenceArray {
  if (Object.hasOwn(feeds, name)) return feeds[name];
  const message = `Input "${name}" is missing.`;
  throw new TrainwellError({
    kind: "input",
    code: "feed-missing",
    message,
    details: { input: name },
    hint: `Feed "${name}".`,
  });
}

function runSingle(program: SingleProgram, feeds: ReferenceArrays): Record<string, ReferenceArray> {
  const values = new Map(program.inputs.map((input) => [inputName(input), feedOf(feeds, inputName(input))]));
  const batchSize = program.batchInput === undefined ? 1 : feedOf(feeds, program.batchInput).shape[0];
  const results = evaluateGraph(tensorsOf(program.outputs), values, { batchSize });
  return Object.fromEntries(program.outputs.map((output, position) => [output.name, results[position]]));
}

function runLoop(program: LoopProgram, feeds: ReferenceArrays): Record<string, ReferenceArray> {
  const rows = feedOf(feeds, PORT_NAMES.rows);
  const [steps, batchSize] = rows.shape;
  const callValues = callInputsOf(program).map((input) => {
    const name = inputName(input);
    return [name, feedOf(feeds, name)] as const;
  });
  const states = carriedWithElements(program);
  let pieces = new Map(
    states.flatMap((state) => splitState(state, feedOf(feeds, PORT_NAMES.state(state.name)))),
  );
  const outputs = program.stepOutputs;
  const stacked = outputs.map((): ReferenceArray[] => []);
  for (let step = 0; step < steps; step++) {
    const batch = rows.data.subarray(step * batchSize, (step + 1) * batchSize);
    const values = new Map([
      ...callValues,
      ...pieces,
      ...batchValues(program, feeds, batch),
      ...stepValues(program, feeds, step),
    ]);
    const done = runStep(program, values, batch.length);
    pieces = done.pieces;
    done.outputs.forEach((output, position) => {
      stacked[position].push(output);
    });
  }
  return {
    ...Object.fromEntries(states.map((state) => [PORT_NAMES.state(state.name), joinState(state, pieces)])),
    ...Object.fromEntries(outputs.map(({ name }, position) => [name, stack(stacked[position])])),
  };
}

function runStep(program: LoopProgram, values: Map<string, ReferenceArray>, batchSize: number) {
  const carried = carriedWithElements(program).flatMap((state) => state.pieces);
  const wanted = [...carried.map((piece) => piece.output), ...tensorsOf(program.stepOutputs)];
  const results = evaluateGraph(wanted, values, { batchSize });
  const pieces = new Map(carried.map((piece, position) => [inputName(piece.input), results[position]]));
  return { pieces, outputs: results.slice(carried.length) };
}

function tensorsOf(outputs: readonly NamedTensor[]): Tensor[] {
  return outputs.map((output) => output.tensor);
}

/** The rows of a batch from every block. */
function batchValues(
  program: LoopProgram,
  feeds: ReferenceArrays,
  batch: Float64Array,
): [string, ReferenceArray][] {
  return program.blocks.map((block) => {
    const { dtype, shape, data } = feedOf(feeds, block.name);
    const width = sizeOf(shape.slice(1));
    const rows = new Float64Array(batch.length * width);
    batch.forEach((row, position) => {
      rows.set(data.subarray(row * width, (row + 1) * width), position * width);
    });
    return [inputName(block.rows), { dtype, shape: [batch.length, ...shape.slice(1)], data: rows }];
  });
}

/** The step's entries of the stacked step inputs. */
function stepValues(program: LoopProgram, feeds: ReferenceArrays, step: number): [string, ReferenceArray][] {
  return program.stepInputs.map((input) => {
    const { dtype, data } = feedOf(feeds, inputName(input));
    const size = sizeOf(input.shape);
    return [
      inputName(input),
      { dtype, shape: input.shape, data: data.slice(step * size, (step + 1) * size) },
    ];
  });
}

function splitState(state: CarriedState, flat: ReferenceArray): [string, ReferenceArray][] {
  let start = 0;
  return state.pieces.map(({ input }) => {
    const data = flat.data.slice(start, start + sizeOf(input.shape));
    start += data.length;
    return [inputName(input), { dtype: input.dtype, shape: input.shape, data }];
  });
}

function joinState(state: CarriedState, pieces: ReadonlyMap<string, ReferenceArray>): ReferenceArray {
  const data = new Float64Array(carriedSize(state));
  let start = 0;
  for (const { input } of state.pieces) {
    const piece = pieces.get(inputName(input))!;
    data.set(piece.data, start);
    start += piece.data.length;
  }
  return { dtype: carriedType(state), shape: [data.length], data };
}

function stack(steps: readonly ReferenceArray[]): ReferenceArray {
  const [{ dtype, shape, data: first }] = steps;
  const data = new Float64Array(first.length * steps.length);
  steps.forEach((step, position) => {
    data.set(step.data, position * first.length);
  });
  return { dtype, shape: [steps.length, ...shape], data };
}
