import { operationOf } from "../graph/operation.ts";
import { type DType, isFloat, type Shape, type Tensor } from "../graph/tensor.ts";
import { topologicalOrder, useCounts } from "../graph/traverse.ts";
import { type OnnxDimension, onnxDataType } from "./onnx/model.ts";
import { inputName, invalidProgram } from "./program.ts";
import type { Scope } from "./scope.ts";

/** A matrix product and the bias added to it, which one Gemm computes together. */
interface BiasedProduct {
  readonly product: Tensor;
  readonly bias: Tensor;
}

/** Which nodes are computed together with another one. */
export interface Fusions {
  readonly biased: ReadonlyMap<number, BiasedProduct>;
  readonly absorbed: ReadonlySet<number>;
}

/** Finds additions of a bias vector to a matrix product that nothing else uses: each is one Gemm, one pass less. */
export function findFusions(outputs: readonly Tensor[]): Fusions {
  const uses = useCounts(outputs);
  const biased = new Map<number, BiasedProduct>();
  const absorbed = new Set<number>();
  for (const node of topologicalOrder(outputs)) {
    if (node.operation !== "add") continue;
    const [a, b] = node.inputs;
    const [product, bias] = isMatrixProduct(a) ? [a, b] : [b, a];
    if (!isMatrixProduct(product) || uses.get(product.id) !== 1) continue;
    if (bias.shape.length !== 1 || bias.shape[0] !== product.shape[1]) continue;
    biased.set(node.id, { product, bias });
    absorbed.add(product.id);
  }
  return { biased, absorbed };
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
    scope.setValue(node, lowerNode(scope, node, fusions.biased.get(node.id)));
  }
}

function lowerNode(scope: Scope, node: Tensor, biased: BiasedProduct | undefined): string {
  if (node.operation === "input")
    throw invalidProgram(`input "${inputName(node)}" is not among the program's inputs`);
  if (biased === undefined) {
    const names = node.inputs.map((input) => computedValue(scope, input));
    return operationOf(node.operation).lower(scope, names, {
      inputs: node.inputs,
      attributes: node.attributes,
      output: node,
    });
  }
  const { product, bias } = biased;
  return scope.node(
    "Gemm",
    [...product.inputs, bias].map((input) => computedValue(scope, input)),
    {
      transA: { int: product.attributes.transposeA === true ? 1 : 0 },
      transB: { int: product.attributes.transposeB === true ? 1 : 0 },
    },
  );
}

/** The name of a value that has been written. */
export function computedValue(scope: Scope, tensor: Tensor): string {
  const name = scope.find(tensor);
  if (name === undefined)
    throw new Error(`node ${tensor.id} (${tensor.operation}) is used before it is computed`);
  return name;
}

/** The dimensions of a value at the boundary of a graph; the batch axis has a name, so that inputs must agree on it. */
export function dimensionsOf(shape: Shape): OnnxDimension[] {
  return shape.map((dimension) =>
    dimension >= 0 ? dimension : dimension === -1 ? "batch" : `${-dimension}*batch`,
  );
}

/** The name of a value of zeros. */
export function zeros(scope: Scope, type: { dtype: DType; shape: Shape }): string {
  const filled = scope.node("ConstantOfShape", [scope.shape(type.shape)]);
  return type.dtype === "float32"
    ? filled
    : scope.node("Cast", [filled], { to: { int: onnxDataType(type.dtype) } });
}
