import { sizeOf, type Tensor } from "../graph/tensor.ts";
import { topologicalOrder } from "../graph/traverse.ts";
import { declareFeeds, declareWholeBlock, joinState, splitState } from "./lower-carried.ts";
import { computedValue, dimensionsOf, findFusions, lowerNodes } from "./lower-nodes.ts";
import { DIMENSION_NAMES, inputPort, outputPort, PORT_NAMES } from "./names.ts";
import { onnxDataType } from "./onnx/model-proto.ts";
import { carriedWithElements, type DataBlock, inputName, type LoopProgram, outputNodes } from "./program.ts";
import type { Scope } from "./scope.ts";

/** Bytes in a word of a packed block. */
const BYTES_PER_WORD = 4;

/**
 * Writes one step of a loop program as a model, for devices on which neither Scan nor Loop runs: the session
 * runs it K times and feeds back what it left. The feeds are those of the whole call, so that they can stay
 * on the device: the step takes its rows and its part of the stacked inputs by its number, and writes its
 * outputs into the stacks.
 */
export function lowerSteps(scope: Scope, program: LoopProgram): void {
  declareFeeds(scope, program, (block) => declareBlock(scope, block));
  const step = scope.input(inputPort(PORT_NAMES.step), { dtype: "int64", shape: [1, 1] });
  const partOf = (stacked: string) => scope.node("Gather", [inputPort(stacked), step], { axis: { int: 0 } });
  const rows = scope.node("Reshape", [partOf(PORT_NAMES.rows), scope.constant("int64", [1], [-1])]);
  for (const block of program.blocks) scope.setValue(block.rows, gatherRows(scope, { program, block, rows }));
  for (const input of program.stepInputs) {
    const part = partOf(inputName(input));
    scope.setValue(input, scope.node("Reshape", [part, scope.shape(input.shape)]));
  }
  const states = carriedWithElements(program);
  for (const state of states) {
    const pieces = splitState(scope, state);
    state.pieces.forEach(({ input }, position) => {
      scope.setValue(input, pieces[position]);
    });
  }
  const all = outputNodes(program);
  lowerNodes(scope, topologicalOrder(all), findFusions(all));
  for (const state of states) {
    const left = state.pieces.map((piece) => computedValue(scope, piece.output));
    joinState(scope, state, left);
  }
  for (const output of program.stepOutputs) writeStacked(scope, step, output);
}

/** Bytes come packed, because WebGPU has no tensors of them. */
function declareBlock(scope: Scope, block: DataBlock): void {
  const { name, rows } = block;
  if (rows.dtype !== "uint8") {
    declareWholeBlock(scope, block);
    return;
  }
  const words = Math.ceil(sizeOf(rows.shape.slice(1)) / BYTES_PER_WORD);
  const shape = [DIMENSION_NAMES.blockRows(name), words];
  scope.input(inputPort(PORT_NAMES.packed(name)), { dtype: "uint32", shape });
}

function gatherRows(
  scope: Scope,
  { program, block, rows }: { program: LoopProgram; block: DataBlock; rows: string },
): string {
  const { name, rows: tensor } = block;
  const gather = (port: string) => scope.node("Gather", [inputPort(port), rows], { axis: { int: 0 } });
  if (tensor.dtype !== "uint8") return gather(name);
  const bytes = unpack(scope, gather(PORT_NAMES.packed(name)), tensor);
  // A cast takes numbers of any type; whatever else looks at the rows gets the bytes that it expects.
  const isCastOnly = topologicalOrder(outputNodes(program)).every(
    (node) => node.operation === "cast" || !node.inputs.includes(tensor),
  );
  return isCastOnly ? bytes : scope.node("Cast", [bytes], { to: { int: onnxDataType("uint8") } });
}

/** The bytes of words [batch, words] as uint32 [batch, ...row]. */
function unpack(scope: Scope, words: string, rows: Tensor): string {
  const number = (value: number) => scope.constant("uint32", [], [value]);
  const integers = (...values: number[]) => scope.constant("int64", [values.length], values);
  const shifted = [words, ...[8, 16, 24].map((bits) => scope.node("Div", [words, number(2 ** bits)]))];
  const bytes = shifted.map((value, position) => {
    const above = shifted[position + 1];
    const byte =
      above === undefined ? value : scope.node("Sub", [value, scope.node("Mul", [above, number(256)])]);
    return scope.node("Unsqueeze", [byte, integers(2)]);
  });
  const width = sizeOf(rows.shape.slice(1));
  const padded = Math.ceil(width / BYTES_PER_WORD) * BYTES_PER_WORD;
  const joined = scope.node("Concat", bytes, { axis: { int: 2 } });
  const flat = scope.node("Reshape", [joined, integers(-1, padded)]);
  const cut =
    padded === width ? flat : scope.node("Slice", [flat, integers(0), integers(width), integers(1)]);
  return scope.node("Reshape", [cut, scope.shape(rows.shape)]);
}

function writeStacked(
  scope: Scope,
  step: string,
  { name, tensor }: LoopProgram["stepOutputs"][number],
): void {
  const shape = [DIMENSION_NAMES.steps, ...dimensionsOf(tensor.shape)];
  const stacked = scope.input(inputPort(PORT_NAMES.stacked(name)), { dtype: tensor.dtype, shape });
  const axes = scope.constant("int64", [1], [0]);
  const own = scope.node("Unsqueeze", [computedValue(scope, tensor), axes]);
  const [value] = scope.emit("ScatterND", [stacked, step, own], { outputs: [outputPort(name)] });
  scope.output(value, { dtype: tensor.dtype, shape });
}
