import { operationOf } from "../graph/operation.ts";
import { isFloat, type Shape, type Tensor } from "../graph/tensor.ts";
import { topologicalOrder, useCounts } from "../graph/traverse.ts";
import { isInHalf, lowerInHalf } from "./half-precision.ts";
import type { OnnxDimension } from "./onnx/model-proto.ts";
import { inputName, invalidProgram } from "./program.ts";
import type { Scope } from "./scope.ts";

/** A matrix product or a convolution and the bias vector added to it, which one node computes together. */
interface BiasedProduct {
  readonly product: Tensor;
  readonly bias: Tensor;
}

/**
 * Slices along one axis that follow one another and make up a whole tensor, which one Split computes
 * together.
 */
interface Tiling {
  readonly axis: number;
  readonly slices: readonly Tensor[];
}

/** Which nodes are computed together with another one. */
export interface Fusions {
  readonly biased: ReadonlyMap<number, BiasedProduct>;
  readonly absorbed: ReadonlySet<number>;
  /** The tiling that a slice is part of. */
  readonly tilings: ReadonlyMap<number, Tiling>;
}

/** Where nothing is to be fused. */
export const NO_FUSIONS: Fusions = { biased: new Map(), absorbed: new Set(), tilings: new Map() };

/**
 * Finds additions of a bias vector to a matrix product or a convolution that nothing else uses: each is one
 * node, one pass less; and slices that make up a whole tensor: all of them are one Split.
 */
export function findFusions(outputs: readonly Tensor[]): Fusions {
  const uses = useCounts(outputs);
  const order = topologicalOrder(outputs);
  const biased = new Map<number, BiasedProduct>();
  const absorbed = new Set<number>();
  for (const node of order) {
    if (node.operation !== "add") continue;
    const [a, b] = node.inputs;
    const found = biasedProduct(a, b) ?? biasedProduct(b, a);
    if (found === undefined || uses.get(found.product.id) !== 1) continue;
    biased.set(node.id, found);
    absorbed.add(found.product.id);
  }
  return { biased, absorbed, tilings: findTilings(order) };
}

function findTilings(order: readonly Tensor[]): Map<number, Tiling> {
  const bySource = new Map<string, Tensor[]>();
  for (const node of order) {
    const axis = slicedAxis(node);
    if (axis === undefined) continue;
    const key = `${node.inputs[0].id} ${axis}`;
    bySource.set(key, [...(bySource.get(key) ?? []), node]);
  }
  const tilings = new Map<number, Tiling>();
  for (const [key, parts] of bySource) {
    const axis = Number(key.split(" ")[1]);
    const slices = parts.sort((a, b) => startOf(a, axis) - startOf(b, axis));
    if (isWhole(slices, axis)) for (const slice of slices) tilings.set(slice.id, { axis, slices });
  }
  return tilings;
}

/** The only axis along which a slice takes a part without gaps. */
function slicedAxis(node: Tensor): number | undefined {
  if (node.operation !== "slice") return undefined;
  const [x] = node.inputs;
  const sliced = x.shape.flatMap((size, axis) => (node.shape[axis] === size ? [] : [axis]));
  const strides = node.attributes.strides as readonly number[];
  return sliced.length === 1 && strides[sliced[0]] === 1 ? sliced[0] : undefined;
}

function startOf(slice: Tensor, axis: number): number {
  return (slice.attributes.starts as readonly number[])[axis];
}

function isWhole(slices: readonly Tensor[], axis: number): boolean {
  let end = 0;
  for (const slice of slices) {
    if (startOf(slice, axis) !== end) return false;
    end += slice.shape[axis];
  }
  return end === slices[0].inputs[0].shape[axis];
}

function biasedProduct(product: Tensor, bias: Tensor): BiasedProduct | undefined {
  if (isMatrixProduct(product))
    return bias.shape.length === 1 && bias.shape[0] === product.shape[1] ? { product, bias } : undefined;
  if (product.operation !== "convolution2d" || bias.operation !== "reshape") return undefined;
  const [filters] = bias.inputs;
  const ofFilters = filters.shape.length === 1 && filters.shape[0] === product.shape[1];
  const alongFilters = bias.shape.length >= 3 && bias.shape.at(-3) === filters.shape[0];
  return ofFilters && alongFilters ? { product, bias: filters } : undefined;
}

function isMatrixProduct(node: Tensor): boolean {
  return (
    node.operation === "matMul" &&
    isFloat(node.dtype) &&
    node.inputs.every((input) => input.shape.length === 2)
  );
}

/** Writes the nodes that a scope does not have yet, in the order given. */
export function lowerNodes(scope: Scope, nodes: readonly Tensor[], fusions: Fusions): void {
  for (const node of nodes) {
    if (scope.find(node) !== undefined || fusions.absorbed.has(node.id)) continue;
    const tiling = fusions.tilings.get(node.id);
    if (tiling === undefined) scope.setValue(node, lowerNode(scope, node, fusions.biased.get(node.id)));
    else lowerTiling(scope, tiling);
  }
}

function lowerTiling(scope: Scope, { axis, slices }: Tiling): void {
  const sizes = scope.sizes(slices.map((slice) => slice.shape[axis]));
  const names = scope.emit("Split", [computedValue(scope, slices[0].inputs[0]), sizes], {
    outputs: slices.length,
    attributes: { axis: { int: axis } },
  });
  slices.forEach((slice, position) => {
    scope.setValue(slice, names[position]);
  });
}

function lowerNode(scope: Scope, node: Tensor, biased: BiasedProduct | undefined): string {
  if (node.operation === "input")
    throw invalidProgram(`input "${inputName(node)}" is not among the program's inputs`);
  const { product, bias } = biased ?? { product: node, bias: undefined };
  const inputs = bias === undefined ? product.inputs : [...product.inputs, bias];
  const values = inputs.map((input) => computedValue(scope, input));
  const context = { inputs: product.inputs, attributes: product.attributes, output: product };
  return scope.precision === "mixed" && isInHalf(product)
    ? lowerInHalf(scope, values, context)
    : operationOf(product.operation).lower(scope, values, context);
}

/** The name of a value that has been written. */
export function computedValue(scope: Scope, tensor: Tensor): string {
  const name = scope.find(tensor);
  if (name === undefined)
    throw new Error(`node ${tensor.id} (${tensor.operation}) is used before it is computed`);
  return name;
}

/**
 * The dimensions of a value at the boundary of a graph; the batch axis has a name, so that inputs must agree
 * on it.
 */
export function dimensionsOf(shape: Shape): OnnxDimension[] {
  return shape.map((dimension) =>
    dimension >= 0 ? dimension : dimension === -1 ? "batch" : `${-dimension}*batch`,
  );
}
