import { TrainwellError } from "../base/errors.ts";
import { operationOf, type ReferenceArray } from "../graph/operation.ts";
import { concreteShape, formatShape, sameShape, type Tensor } from "../graph/tensor.ts";
import { topologicalOrder } from "../graph/traverse.ts";

/**
 * The reference interpreter: runs a graph with each operation's `evaluate`, simple loops in float64 (float32
 * nodes too). It is the truth that ONNX Runtime is held against, and what gradient checking runs on.
 *
 * @param outputs the tensors wanted; the result holds their values in the same order.
 * @param feeds the inputs' values by name.
 * @param options `batchSize` makes dynamic shapes concrete; 1 by default, which only graphs without a batch
 * ignore.
 * @throws TrainwellError `input-missing`, `input-mismatch` when a feed is missing or does not fit its input.
 *
 * @example
 * const [y] = evaluateGraph([sum(x)], new Map([["x", { dtype: "float64", shape: [2], data: Float64Array.of(1,
 * 2) }]]));
 */
export function evaluateGraph(
  outputs: readonly Tensor[],
  feeds: ReadonlyMap<string, ReferenceArray>,
  options: { readonly batchSize?: number } = {},
): ReferenceArray[] {
  const batchSize = options.batchSize ?? 1;
  const values = new Map<number, ReferenceArray>();
  for (const node of topologicalOrder(outputs)) {
    const shape = concreteShape(node.shape, batchSize);
    if (node.operation === "input") {
      values.set(node.id, fedValue(node, shape, feeds));
      continue;
    }
    const inputs = node.inputs.map((input) => values.get(input.id)!);
    const data = operationOf(node.operation).evaluate(inputs, node.attributes, { dtype: node.dtype, shape });
    values.set(node.id, { dtype: node.dtype, shape, data });
  }
  return outputs.map((output) => values.get(output.id)!);
}

function fedValue(
  node: Tensor,
  shape: readonly number[],
  feeds: ReadonlyMap<string, ReferenceArray>,
): ReferenceArray {
  const name = String(node.attributes.name);
  const feed = feeds.get(name);
  if (feed === undefined) {
    throw new TrainwellError({
      kind: "usage",
      code: "input-missing",
      message: `input "${name}": expected ${node.dtype}${formatShape(node.shape)}, received nothing.`,
      details: { input: name },
    });
  }
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  if (!sameShape(feed.shape, shape) || feed.data.length !== size) {
    throw new TrainwellError({
      kind: "usage",
      code: "input-mismatch",
      message:
        `input "${name}": expected shape [${shape}], received [${feed.shape}] with ` +
        `${feed.data.length} elements.`,
      details: { input: name, expected: shape, received: feed.shape },
    });
  }
  return feed;
}
