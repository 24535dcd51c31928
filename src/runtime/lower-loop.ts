import { sizeOf } from "../graph/tensor.ts";
import { topologicalOrder } from "../graph/traverse.ts";
import { computedValue, type Fusions, findFusions, lowerNodes, zeros } from "./lower-nodes.ts";
import { DIMENSION_NAMES, inputPort, outputPort, PORT_NAMES } from "./names.ts";
import { graphProto, valueInfo } from "./onnx/model.ts";
import {
  type CarriedState,
  carriedSize,
  carriedType,
  carriedWithElements,
  inputName,
  type LoopProgram,
  outputNodes,
  stepInputsOf,
} from "./program.ts";
import type { Scope } from "./scope.ts";

/**
 * Writes a program of K steps as one ONNX Loop. Outside it, each carried vector is split into its pieces before and
 * joined after; inside, a step gathers the rows of its batch, so no data and no state cross into JavaScript per step.
 */
export function lowerLoop(scope: Scope, program: LoopProgram): void {
  const states = carriedWithElements(program);
  declareFeeds(scope, program, states);
  const bounds = batchBounds(scope);
  const pieces = states.flatMap((state) => splitState(scope, state));
  const body = scope.inner();
  lowerBody(body, program, bounds);
  const graph = graphProto("step", body);
  const outputs = [...program.stepOutputs, ...(program.conditional?.outputs ?? [])];
  const left = pieces.map(() => scope.fresh("n"));
  const stacked = outputs.map((output) => outputPort(output.name));
  scope.emit("Loop", [bounds.stepCount, "", ...pieces], {
    outputs: [...left, ...stacked],
    attributes: { body: { graph } },
  });
  let next = 0;
  for (const state of states) {
    joinState(scope, state, left.slice(next, next + state.pieces.length));
    next += state.pieces.length;
  }
  outputs.forEach(({ tensor }, position) => {
    scope.output(stacked[position], { dtype: tensor.dtype, shape: [DIMENSION_NAMES.steps, ...tensor.shape] });
  });
}

function declareFeeds(scope: Scope, program: LoopProgram, states: readonly CarriedState[]): void {
  const declare = (name: string, type: Parameters<typeof valueInfo>[1]) =>
    scope.inputs.push(valueInfo(name, type));
  for (const state of states) {
    declare(inputPort(PORT_NAMES.state(state.name)), {
      dtype: carriedType(state),
      shape: [carriedSize(state)],
    });
  }
  for (const { name, rows } of program.blocks) {
    declare(inputPort(name), {
      dtype: rows.dtype,
      shape: [DIMENSION_NAMES.blockRows(name), ...rows.shape.slice(1)],
    });
  }
  declare(inputPort(PORT_NAMES.rows), { dtype: "int32", shape: ["row numbers"] });
  declare(inputPort(PORT_NAMES.offsets), { dtype: "int32", shape: [DIMENSION_NAMES.boundaries] });
  for (const input of stepInputsOf(program)) {
    declare(inputPort(inputName(input)), {
      dtype: input.dtype,
      shape: [DIMENSION_NAMES.steps, ...input.shape],
    });
  }
}

interface BatchBounds {
  /** Columns [K, 1], so that gathering a step's entry leaves the vector [1] that Slice wants. */
  readonly starts: string;
  readonly ends: string;
  /** K, a scalar. */
  readonly stepCount: string;
}

function batchBounds(scope: Scope): BatchBounds {
  const integers = (...values: number[]) => scope.constant("int64", [values.length], values);
  const column = scope.node("Reshape", [inputPort(PORT_NAMES.offsets), integers(-1, 1)]);
  const slice = (start: number, end: number) =>
    scope.node("Slice", [column, integers(start), integers(end), integers(0)]);
  const ends = slice(1, Number.MAX_SAFE_INTEGER);
  return { starts: slice(0, -1), ends, stepCount: scope.node("Size", [ends]) };
}

function splitState(scope: Scope, state: CarriedState): readonly string[] {
  const sizes = state.pieces.map((piece) => sizeOf(piece.input.shape));
  const flat = inputPort(PORT_NAMES.state(state.name));
  const split = scope.constant("int64", [sizes.length], sizes);
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

function joinState(scope: Scope, state: CarriedState, pieces: readonly string[]): void {
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

function lowerBody(body: Scope, program: LoopProgram, bounds: BatchBounds): void {
  const step = "body:step";
  body.inputs.push(valueInfo(step, { dtype: "int64", shape: [] }));
  body.inputs.push(valueInfo("body:condition", { dtype: "bool", shape: [] }));
  body.output("body:condition", { dtype: "bool", shape: [] });
  const states = carriedWithElements(program);
  for (const state of states) {
    state.pieces.forEach(({ input }, position) => {
      const name = `body:piece:${position}:${state.name}`;
      body.inputs.push(valueInfo(name, { dtype: input.dtype, shape: input.shape }));
      body.setValue(input, name);
    });
  }
  gatherBatch(body, program, { ...bounds, step });

  const conditional = program.conditional?.outputs.map((output) => output.tensor) ?? [];
  const all = outputNodes(program);
  const fusions = findFusions(all);
  lowerNodes(body, topologicalOrder(all.slice(0, all.length - conditional.length)), fusions);
  for (const state of states) {
    for (const { output } of state.pieces) body.output(computedValue(body, output), output);
  }
  for (const { tensor } of program.stepOutputs) body.output(computedValue(body, tensor), tensor);
  if (program.conditional !== undefined && conditional.length > 0)
    lowerConditional(body, program.conditional, fusions);
}

/** Inside the step: the rows of its batch from every block, and its entries of the stacked step inputs. */
function gatherBatch(body: Scope, program: LoopProgram, from: BatchBounds & { step: string }): void {
  const entry = (stacked: string) => body.node("Gather", [stacked, from.step], { axis: { int: 0 } });
  const rows = body.node("Slice", [inputPort(PORT_NAMES.rows), entry(from.starts), entry(from.ends)]);
  for (const block of program.blocks) {
    body.setValue(block.rows, body.node("Gather", [inputPort(block.name), rows], { axis: { int: 0 } }));
  }
  for (const input of stepInputsOf(program)) body.setValue(input, entry(inputPort(inputName(input))));
  body.setBatchSize(() => body.node("Shape", [rows]));
}

function lowerConditional(
  body: Scope,
  conditional: NonNullable<LoopProgram["conditional"]>,
  fusions: Fusions,
): void {
  const [onTrue, onFalse] = [body.branch(), body.branch()];
  lowerNodes(onTrue, topologicalOrder(conditional.outputs.map((output) => output.tensor)), fusions);
  for (const { tensor } of conditional.outputs) {
    onTrue.output(computedValue(onTrue, tensor), tensor);
    onFalse.output(zeros(onFalse, tensor), tensor);
  }
  const results = body.emit("If", [computedValue(body, conditional.flag)], {
    outputs: conditional.outputs.length,
    attributes: {
      then_branch: { graph: graphProto("probe", onTrue) },
      else_branch: { graph: graphProto("skip", onFalse) },
    },
  });
  for (const [position, { tensor }] of conditional.outputs.entries()) body.output(results[position], tensor);
}
