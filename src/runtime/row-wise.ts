import { operationOf } from "../graph/operation.ts";
import { BATCH, type DType, isDynamic, sizeOf, type Tensor } from "../graph/tensor.ts";

/**
 * Rows up to this size are gathered for all steps of a call at once, which saves every step some nodes;
 * larger ones step by step, because the gathered rows of a call should fit in the processor's caches.
 */
export const LARGEST_ROW_BYTES = 1024;

const BYTES: Record<DType, number> = {
  float32: 4,
  float64: 8,
  int32: 4,
  int64: 8,
  uint8: 1,
  uint32: 4,
  bool: 1,
};

/**
 * The nodes of a step that depend on each row of the data by itself and on nothing else, such as one-hot
 * targets: they can be computed for the rows of many steps at once. Only nodes with small rows count.
 *
 * @param order nodes, inputs before their consumers.
 * @param blocks the input nodes that are rows of the data.
 */
export function rowWiseNodes(order: readonly Tensor[], blocks: readonly Tensor[]): Set<number> {
  const found = new Set(blocks.filter(hasSmallRows).map((rows) => rows.id));
  for (const node of order) if (isRowWise(node, found)) found.add(node.id);
  return found;
}

function isRowWise(node: Tensor, found: ReadonlySet<number>): boolean {
  if (!hasSmallRows(node) || !node.inputs.some((input) => found.has(input.id))) return false;
  if (node.operation === "reshape" || node.operation === "cast") return true;
  const rowByRow = (input: Tensor) =>
    found.has(input.id) ? input.shape.length === node.shape.length : input.operation === "constant";
  return operationOf(node.operation).elementwise === true && node.inputs.every(rowByRow);
}

function hasSmallRows({ shape, dtype }: Tensor): boolean {
  const row = shape.slice(1);
  return shape[0] === BATCH && !isDynamic(row) && sizeOf(row) * BYTES[dtype] <= LARGEST_ROW_BYTES;
}
