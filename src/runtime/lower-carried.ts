import { sizeOf } from "../graph/tensor.ts";
import { DIMENSION_NAMES, inputPort, outputPort, PORT_NAMES } from "./names.ts";
import {
  type CarriedState,
  callInputsOf,
  carriedSize,
  carriedType,
  carriedWithElements,
  type DataBlock,
  inputName,
  type LoopProgram,
} from "./program.ts";
import type { Scope } from "./scope.ts";

/**
 * Declares the inputs that a call of a loop program is fed with.
 *
 * @param declareBlock how a block comes; by default as it is.
 */
export function declareFeeds(
  scope: Scope,
  program: LoopProgram,
  declareBlock: (block: DataBlock) => void = (block) => declareWholeBlock(scope, block),
): void {
  for (const state of carriedWithElements(program)) {
    const type = { dtype: carriedType(state), shape: [carriedSize(state)] };
    scope.input(inputPort(PORT_NAMES.state(state.name)), type);
  }
  program.blocks.forEach(declareBlock);
  const rows = scope.input(inputPort(PORT_NAMES.rows), {
    dtype: "int32",
    shape: [DIMENSION_NAMES.steps, DIMENSION_NAMES.batch],
  });
  scope.setBatchSize(() => scope.node("Shape", [rows], { start: { int: 1 }, end: { int: 2 } }));
  for (const input of program.stepInputs) {
    const shape = [DIMENSION_NAMES.steps, ...input.shape];
    scope.input(inputPort(inputName(input)), { dtype: input.dtype, shape });
  }
  for (const input of callInputsOf(program)) {
    scope.setValue(input, scope.input(inputPort(inputName(input)), input));
  }
}

/** Declares a block with all its rows, in the stored type. */
export function declareWholeBlock(scope: Scope, { name, rows }: DataBlock): void {
  const shape = [DIMENSION_NAMES.blockRows(name), ...rows.shape.slice(1)];
  scope.input(inputPort(name), { dtype: rows.dtype, shape });
}

/** Cuts the flat vector of a carried state into its pieces, and returns their names. */
export function splitState(scope: Scope, state: CarriedState): readonly string[] {
  const sizes = state.pieces.map((piece) => sizeOf(piece.input.shape));
  const flat = inputPort(PORT_NAMES.state(state.name));
  const split = scope.sizes(sizes);
  const parts =
    sizes.length === 1
      ? [flat]
      : scope.emit("Split", [flat, split], { outputs: sizes.length, attributes: { axis: { int: 0 } } });
  return state.pieces.map(({ input }, position) =>
    input.shape.length === 1
      ? parts[position]
      : scope.node("Reshape", [parts[position], scope.shape(input.shape)]),
  );
}

/** Joins pieces to the flat vector of a carried state, which becomes an output. */
export function joinState(scope: Scope, state: CarriedState, pieces: readonly string[]): void {
  const line = scope.constant("int64", [1], [-1]);
  const flat = state.pieces.map(({ input }, position) =>
    input.shape.length === 1 ? pieces[position] : scope.node("Reshape", [pieces[position], line]),
  );
  const [operation, attributes] = flat.length === 1 ? ["Identity", {}] : ["Concat", { axis: { int: 0 } }];
  const [value] = scope.emit(operation, flat, {
    outputs: [outputPort(PORT_NAMES.state(state.name))],
    attributes,
  });
  scope.output(value, { dtype: carriedType(state), shape: [carriedSize(state)] });
}
