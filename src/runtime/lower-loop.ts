import { BATCH, type Tensor } from "../graph/tensor.ts";
import { topologicalOrder } from "../graph/traverse.ts";
import { declareFeeds, joinState, splitState } from "./lower-carried.ts";
import { computedValue, dimensionsOf, findFusions, lowerNodes, NO_FUSIONS } from "./lower-nodes.ts";
import { DIMENSION_NAMES, inputPort, outputPort, PORT_NAMES } from "./names.ts";
import { graphProto } from "./onnx/model-proto.ts";
import { carriedWithElements, inputName, type LoopProgram, outputNodes } from "./program.ts";
import { rowWiseNodes } from "./row-wise.ts";
import type { Scope } from "./scope.ts";

/**
 * Writes a program of K steps as one ONNX Scan, so that no data and no state cross into JavaScript per step.
 * Outside it, each carried vector is split into its pieces before and joined after, and what all steps share
 * or what depends on rows alone is computed for all steps at once; inside is one step. (A Scan, because it
 * hands each step its part of the stacked inputs without copying, where a Loop's body has to gather it: 4 to
 * 6 % of a small network's step.)
 */
export function lowerLoop(scope: Scope, program: LoopProgram): void {
  const states = carriedWithElements(program);
  declareFeeds(scope, program);
  scope.feedCounters();
  const pieces = states.flatMap((state) => splitState(scope, state));
  const body = new StepBody(scope, program);
  const outputs = program.stepOutputs;
  const left = pieces.map(() => scope.fresh("n"));
  const stacked = outputs.map((output) => outputPort(output.name));
  scope.emit("Scan", [...pieces, ...body.scanned], {
    outputs: [...left, ...stacked],
    attributes: {
      body: { graph: graphProto("step", body.graph) },
      num_scan_inputs: { int: body.scanned.length },
    },
  });
  let next = 0;
  for (const state of states) {
    joinState(scope, state, left.slice(next, next + state.pieces.length));
    next += state.pieces.length;
  }
  outputs.forEach(({ tensor }, position) => {
    const shape = [DIMENSION_NAMES.steps, ...dimensionsOf(tensor.shape)];
    scope.output(stacked[position], { dtype: tensor.dtype, shape });
  });
}

/** One step as the body of the Scan, and what the Scan hands it step by step. */
class StepBody {
  readonly graph: Scope;
  /** The names, outside the body, of the values [K, ...] of which each step gets its part. */
  readonly scanned: string[] = [];
  readonly #outside: Scope;

  constructor(outside: Scope, program: LoopProgram) {
    this.#outside = outside;
    this.graph = outside.inner("body");
    const states = carriedWithElements(program);
    for (const state of states) {
      state.pieces.forEach(({ input }, position) => {
        this.graph.setValue(input, this.graph.input(`body:piece:${position}:${state.name}`, input));
      });
    }
    const all = outputNodes(program);
    const ahead = this.#gather(program, topologicalOrder(all));
    for (const input of program.stepInputs)
      this.graph.setValue(input, this.#scan(inputPort(inputName(input)), input));
    const nodes = topologicalOrder(all).filter((node) => !ahead.has(node.id));
    lowerNodes(this.graph, nodes, findFusions(all));
    const carried = states.flatMap((state) => state.pieces.map((piece) => piece.output));
    for (const tensor of [...carried, ...program.stepOutputs.map((output) => output.tensor)]) {
      const type = { dtype: tensor.dtype, shape: dimensionsOf(tensor.shape) };
      this.graph.output(computedValue(this.graph, tensor), type);
    }
  }

  /** Hands the body its part of a stacked value at every step. */
  #scan(stacked: string, type: Pick<Tensor, "dtype" | "shape">): string {
    this.scanned.push(stacked);
    const name = `body:scanned:${this.scanned.length}`;
    return this.graph.input(name, { dtype: type.dtype, shape: dimensionsOf(type.shape) });
  }

  /**
   * The rows of each block: gathered ahead where they are small, with the nodes that depend on nothing else;
   * else step by step. Returns the ids of what is computed ahead.
   */
  #gather(program: LoopProgram, order: readonly Tensor[]): Set<number> {
    const rows = inputPort(PORT_NAMES.rows);
    const blocks = program.blocks.map((block) => block.rows);
    const ahead = rowWiseNodes(order, blocks);
    this.#computeAhead(program, order, ahead);
    const perStep = program.blocks.filter((block) => !ahead.has(block.rows.id));
    // A Scan needs something to scan: it tells the number of steps.
    if (perStep.length === 0 && this.scanned.length + program.stepInputs.length > 0) return ahead;
    const own = this.#scan(rows, { dtype: "int32", shape: [BATCH] });
    for (const { name, rows } of perStep)
      this.graph.setValue(rows, this.graph.node("Gather", [inputPort(name), own], { axis: { int: 0 } }));
    return ahead;
  }

  #computeAhead(program: LoopProgram, order: readonly Tensor[], ahead: ReadonlySet<number>): void {
    if (ahead.size === 0) return;
    const outside = this.#outside;
    const integers = (...values: number[]) => outside.constant("int64", [values.length], values);
    const flat = outside.inner("section");
    const rows = outside.node("Reshape", [inputPort(PORT_NAMES.rows), integers(-1)]);
    flat.setBatchSize(() => outside.node("Shape", [rows]));
    for (const block of program.blocks.filter((block) => ahead.has(block.rows.id))) {
      const gathered = outside.node("Gather", [inputPort(block.name), rows], { axis: { int: 0 } });
      flat.setValue(block.rows, gathered);
    }
    const isOwn = (node: Tensor) => ahead.has(node.id) || node.operation === "constant";
    lowerNodes(flat, order.filter(isOwn), NO_FUSIONS);
    for (const node of order.filter(
      (node) => ahead.has(node.id) && isNeeded(node, { program, order, ahead }),
    )) {
      const shape = [outside.node("Shape", [inputPort(PORT_NAMES.rows)]), outside.sizes(node.shape.slice(1))];
      const full = node.shape.length === 1 ? shape[0] : outside.node("Concat", shape, { axis: { int: 0 } });
      const stacked = outside.node("Reshape", [computedValue(flat, node), full]);
      this.graph.setValue(node, this.#scan(stacked, node));
    }
  }
}

/** Whether a node that is computed ahead is needed by one that is not. */
function isNeeded(
  node: Tensor,
  of: { program: LoopProgram; order: readonly Tensor[]; ahead: ReadonlySet<number> },
): boolean {
  return (
    outputNodes(of.program).includes(node) ||
    of.order.some((other) => !of.ahead.has(other.id) && other.inputs.includes(node))
  );
}
