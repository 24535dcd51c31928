import { dependentsOf } from "../../graph/differentiate.ts";
import { operationOf, type ReferenceArray } from "../../graph/operation.ts";
import { concreteShape, type Tensor } from "../../graph/tensor.ts";
import { topologicalOrder } from "../../graph/traverse.ts";
import { evaluateGraph } from "../../runtime/reference.ts";
import { type Line, type LineSample, measureNoise } from "./derivative.ts";
import { branchesOf } from "./kinks.ts";

/** A part of an input of a graph, from `offset` on: where a named tensor lies. */
export interface Region {
  readonly input: Tensor;
  readonly offset: number;
  readonly size: number;
}

/** A move of a region: one coordinate, or all at once by a direction of its size. */
export type Move = { readonly index: number } | { readonly direction: Float64Array };

/**
 * A scalar of a graph, as it changes when its inputs are moved. What does not depend on the moved input is
 * computed once, by the float64 reference.
 */
export class GraphLines {
  readonly #objective: Tensor;
  readonly #order: readonly Tensor[];
  readonly #batchSize: number;
  readonly #values: Map<number, ReferenceArray>;
  readonly #branches = new Map<number, Float64Array>();
  readonly #moved = new Map<number, readonly Tensor[]>();
  #noise: number | undefined;

  /** @param objective a scalar of float64. */
  constructor(
    objective: Tensor,
    { feeds, batchSize }: { feeds: ReadonlyMap<string, ReferenceArray>; batchSize: number },
  ) {
    this.#objective = objective;
    this.#batchSize = batchSize;
    this.#order = topologicalOrder([objective]);
    const values = evaluateGraph(this.#order, feeds, { batchSize });
    this.#values = new Map(this.#order.map((node, index) => [node.id, values[index]]));
  }

  /** The objective where nothing is moved. */
  get middle(): number {
    return this.#values.get(this.#objective.id)!.data[0];
  }

  /** The value of a node where nothing is moved. */
  value(node: Tensor): ReferenceArray {
    return this.#values.get(node.id)!;
  }

  /** The line through the point along a move. */
  line(region: Region, move: Move): Line {
    const known = new Map<number, LineSample>();
    const at = (distance: number, throughKinks = false) => {
      const before = known.get(distance);
      if (before !== undefined && !(before.crossed && throughKinks)) return before;
      const sample = this.#at(region, move, { distance, throughKinks });
      known.set(distance, sample);
      return sample;
    };
    const place = "index" in move ? this.value(region.input).data[region.offset + move.index] : 0;
    return { middle: this.middle, unit: Math.max(1, Math.abs(place)), noise: this.#noiseAlong(region), at };
  }

  /** Measured once: it is the objective's, and hardly depends on what is moved. */
  #noiseAlong(region: Region): number {
    if (this.#noise === undefined) {
      const direction = new Float64Array(region.size).fill(1 / Math.sqrt(region.size));
      const at = (distance: number) =>
        this.#at(region, { direction }, { distance, throughKinks: true }).value;
      this.#noise = measureNoise(at, this.middle);
    }
    return this.#noise;
  }

  #at(
    region: Region,
    move: Move,
    { distance, throughKinks }: { distance: number; throughKinks: boolean },
  ): LineSample {
    const own = this.value(region.input);
    const moved = new Map([
      [region.input.id, { ...own, data: displaced(own.data, { region, move, distance }) }],
    ]);
    let crossed = false;
    for (const node of this.#dependents(region.input)) {
      if (!node.inputs.some((input) => moved.has(input.id))) continue;
      const shape = concreteShape(node.shape, this.#batchSize);
      const inputs = node.inputs.map((input) => moved.get(input.id) ?? this.value(input));
      const data = operationOf(node.operation).evaluate(inputs, node.attributes, {
        dtype: node.dtype,
        shape,
      });
      const output = { dtype: node.dtype, shape, data };
      crossed ||= this.#hasCrossed(node, inputs, output);
      // The step is of no use, so the rest of the network need not be computed.
      if (crossed && !throughKinks) return { value: Number.NaN, crossed };
      // A value that stayed the same to the bit moves nothing further: another tensor of the same flat
      // vector, a masked unit.
      if (!sameNumbers(data, this.value(node).data)) moved.set(node.id, output);
    }
    return { value: (moved.get(this.#objective.id) ?? this.value(this.#objective)).data[0], crossed };
  }

  /** The nodes that an input may move. */
  #dependents(input: Tensor): readonly Tensor[] {
    let nodes = this.#moved.get(input.id);
    if (nodes === undefined) {
      const ids = dependentsOf(this.#order, [input]);
      nodes = this.#order.filter((node) => node.id !== input.id && ids.has(node.id));
      this.#moved.set(input.id, nodes);
    }
    return nodes;
  }

  #hasCrossed(node: Tensor, inputs: readonly ReferenceArray[], output: ReferenceArray): boolean {
    const branches = branchesOf({ node, inputs, output });
    if (branches === undefined) return false;
    let before = this.#branches.get(node.id);
    if (before === undefined) {
      const inputsBefore = node.inputs.map((input) => this.value(input));
      before = branchesOf({ node, inputs: inputsBefore, output: this.value(node) })!;
      this.#branches.set(node.id, before);
    }
    return branches.some((branch, index) => branch !== before[index]);
  }
}

function sameNumbers(a: Float64Array, b: Float64Array): boolean {
  return a.every((value, index) => value === b[index]);
}

function displaced(
  data: Float64Array,
  { region, move, distance }: { region: Region; move: Move; distance: number },
): Float64Array {
  const copy = data.slice();
  if ("index" in move) copy[region.offset + move.index] += distance;
  else {
    for (let i = 0; i < region.size; i++) copy[region.offset + i] += distance * move.direction[i];
  }
  return copy;
}
