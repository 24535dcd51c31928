import { TrainwellError } from "../base/errors.ts";
import { canonicalHash } from "../graph/canonical.ts";
import { type DType, formatShape, isDynamic, sizeOf, type Tensor } from "../graph/tensor.ts";
import { PORT_NAMES } from "./names.ts";

/** A value that a program returns under a name. */
export interface NamedTensor {
  readonly name: string;
  readonly tensor: Tensor;
}

/** A program that is run once per call: evaluation, prediction. */
export interface SingleProgram {
  readonly kind: "single";
  /** Nodes of the operation `input`; their names are the names of the feeds. */
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly NamedTensor[];
  /** The name of the input whose first axis is the batch. Without it, no shape may be dynamic. */
  readonly batchInput?: string;
}

/** One tensor of a carried vector: as the step sees it, and as the step leaves it (same type). */
export interface CarriedPiece {
  readonly input: Tensor;
  readonly output: Tensor;
}

/**
 * State that is one flat vector at the boundary of a call and travels in pieces inside it, in the order of
 * the pieces. All pieces have one element type. Without pieces, the state has size zero and stays out of the
 * model.
 */
export interface CarriedState {
  readonly name: string;
  readonly pieces: readonly CarriedPiece[];
}

/**
 * A block of data [N, ...row]: `rows` is the input node [batch, ...row] that the step sees, in the stored
 * type.
 */
export interface DataBlock {
  readonly name: string;
  readonly rows: Tensor;
}

/**
 * A program that runs K steps per call. Each step sees the rows of its batch (in one call all batches are of
 * one size), its own values of the step inputs, the call's values of the call inputs, and the state that the
 * step before left. Step outputs come back stacked, [K, ...shape].
 */
export interface LoopProgram {
  readonly kind: "loop";
  readonly carried: readonly CarriedState[];
  readonly blocks: readonly DataBlock[];
  /** Input nodes of static shape; the call feeds each stacked, [K, ...shape]. */
  readonly stepInputs: readonly Tensor[];
  /**
   * Input nodes of static shape that have one value in all steps of a call; what needs only them is computed
   * once.
   */
  readonly callInputs?: readonly Tensor[];
  /** Values that are returned for every step. */
  readonly stepOutputs: readonly NamedTensor[];
}

/** A computation as plain description; lowered to one ONNX model, or interpreted by the float64 reference. */
export type Program = SingleProgram | LoopProgram;

/** The name of an input node. */
export function inputName(tensor: Tensor): string {
  return String(tensor.attributes.name);
}

/** The call inputs, none where the program names none. */
export function callInputsOf(program: LoopProgram): readonly Tensor[] {
  return program.callInputs ?? [];
}

/** The carried states that have elements. */
export function carriedWithElements(program: LoopProgram): readonly CarriedState[] {
  return program.carried.filter((state) => state.pieces.length > 0);
}

/** The number of elements of a carried vector. */
export function carriedSize(state: CarriedState): number {
  return state.pieces.reduce((size, piece) => size + sizeOf(piece.input.shape), 0);
}

/** The element type of a carried vector. */
export function carriedType(state: CarriedState): DType {
  return state.pieces[0]?.input.dtype ?? "float32";
}

/** The names under which a call feeds a program. */
function feedNames(program: Program): readonly string[] {
  if (program.kind === "single") return program.inputs.map(inputName);
  return [
    ...carriedWithElements(program).map((state) => PORT_NAMES.state(state.name)),
    ...program.blocks.map((block) => block.name),
    PORT_NAMES.rows,
    ...program.stepInputs.map(inputName),
    ...callInputsOf(program).map(inputName),
  ];
}

/** A program's input nodes, in a fixed order. */
function inputNodes(program: Program): readonly Tensor[] {
  if (program.kind === "single") return program.inputs;
  return [
    ...program.carried.flatMap((state) => state.pieces.map((piece) => piece.input)),
    ...program.blocks.map((block) => block.rows),
    ...program.stepInputs,
    ...callInputsOf(program),
  ];
}

/** All values that a program needs computed, in a fixed order. */
export function outputNodes(program: Program): readonly Tensor[] {
  if (program.kind === "single") return program.outputs.map((output) => output.tensor);
  return [
    ...program.carried.flatMap((state) => state.pieces.map((piece) => piece.output)),
    ...program.stepOutputs.map((output) => output.tensor),
  ];
}

/**
 * A hash of what a program computes, equal for programs built anew from the same parts.
 *
 * @param extra what else decides the compiled form, such as device and options (plain JSON).
 */
export function programHash(program: Program, extra: unknown = null): string {
  const names = (outputs: readonly NamedTensor[]) => outputs.map((output) => output.name);
  const roles =
    program.kind === "single"
      ? [program.inputs.map(inputName), names(program.outputs), program.batchInput ?? null]
      : [
          program.carried.map((state) => [state.name, state.pieces.length]),
          program.blocks.map((block) => block.name),
          program.stepInputs.map(inputName),
          callInputsOf(program).map(inputName),
          names(program.stepOutputs),
        ];
  return canonicalHash([...inputNodes(program), ...outputNodes(program)], [program.kind, roles, extra]);
}

/**
 * Checks that a program is well formed; every mistake is one of the code that built it.
 *
 * @throws TrainwellError `invalid-program`, naming the part.
 */
export function checkProgram(program: Program): void {
  for (const node of inputNodes(program)) {
    if (node.operation !== "input")
      throw invalidProgram(`an input of the program is a node of the operation "${node.operation}"`);
  }
  refuseDuplicates("input", inputNodes(program).map(inputName));
  if (program.kind === "single") checkSingle(program);
  else checkLoop(program);
}

function checkSingle(program: SingleProgram): void {
  refuseDuplicates(
    "output",
    program.outputs.map((output) => output.name),
  );
  const batch = program.inputs.find((input) => inputName(input) === program.batchInput);
  if (program.batchInput !== undefined && batch?.shape[0] !== -1) {
    throw invalidProgram(
      `the batch input "${program.batchInput}" is not an input whose first axis is the batch`,
    );
  }
  if (batch === undefined && program.inputs.some((input) => isDynamic(input.shape))) {
    throw invalidProgram("an input has the batch axis, but no batch input is named");
  }
}

function checkLoop(program: LoopProgram): void {
  refuseDuplicates("feed", feedNames(program));
  refuseDuplicates("result", [
    ...program.carried.map((state) => PORT_NAMES.state(state.name)),
    ...program.stepOutputs.map((output) => output.name),
  ]);
  for (const state of program.carried) checkCarried(state);
  for (const { name, rows } of program.blocks) {
    if (rows.shape[0] !== -1 || isDynamic(rows.shape.slice(1))) {
      throw invalidProgram(
        `the rows of block "${name}" must be [batch, ...], received ${formatShape(rows.shape)}`,
      );
    }
  }
  for (const input of program.stepInputs) requireStatic(`step input "${inputName(input)}"`, input);
  for (const input of callInputsOf(program)) requireStatic(`call input "${inputName(input)}"`, input);
}

function checkCarried(state: CarriedState): void {
  state.pieces.forEach(({ input, output }, position) => {
    const place = `piece ${position} of state "${state.name}"`;
    requireStatic(place, input);
    const [before, after] = [input, output].map((tensor) => `${tensor.dtype}${formatShape(tensor.shape)}`);
    if (before !== after)
      throw invalidProgram(`${place} enters a step as ${before} and leaves it as ${after}`);
    if (input.dtype !== carriedType(state))
      throw invalidProgram(`${place} is ${input.dtype}, the piece 0 ${carriedType(state)}`);
  });
}

function requireStatic(place: string, tensor: Tensor): void {
  if (isDynamic(tensor.shape)) {
    throw invalidProgram(`${place} must not depend on the batch size, received ${formatShape(tensor.shape)}`);
  }
}

function refuseDuplicates(what: string, names: readonly string[]): void {
  const duplicate = names.find((name, position) => names.indexOf(name) !== position);
  if (duplicate !== undefined) throw invalidProgram(`two parts have the ${what} name "${duplicate}"`);
}

/** A mistake in the description of a program. */
export function invalidProgram(message: string): TrainwellError {
  return new TrainwellError({
    kind: "failure",
    code: "invalid-program",
    message: `Invalid program: ${message}.`,
  });
}
