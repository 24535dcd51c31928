import { attributesKey } from "./canonical.ts";
import { apply, operationOf, type ReferenceArray, withinLayer } from "./operation.ts";
import { constant } from "./operations/index.ts";
import { rewritten } from "./rewrite.ts";
import { isDynamic, sizeOf, type Tensor } from "./tensor.ts";
import { topologicalOrder } from "./traverse.ts";

/** Constants larger than this stay computed: folding them would only make the model bigger. */
const LARGEST_FOLDED_SIZE = 1024;

/**
 * Rewrites a graph into a smaller equal one: constants are folded, common subexpressions merged, and
 * operations that change nothing or can be had for less (see `rewrite.ts`) replaced. Every number stays the
 * same to the bit. Dead code disappears by itself, because only what the outputs need is ever visited. Input
 * nodes keep their identity.
 *
 * @param outputs the tensors wanted; the result holds their replacements in the same order.
 */
export function simplify(outputs: readonly Tensor[]): Tensor[] {
  const replacement = new Map<number, Tensor>();
  const known = new Map<string, Tensor>();
  const smallest = (node: Tensor): Tensor => {
    const key = keyOf(node);
    const same = known.get(key);
    if (same !== undefined) return same;
    const smaller = fold(node) ?? rewritten(node, smallest);
    const result = smaller === undefined ? node : smallest(smaller);
    known.set(key, result);
    return result;
  };
  for (const node of topologicalOrder(outputs)) {
    const inputs = node.inputs.map((input) => replacement.get(input.id)!);
    const build = () => smallest(rebuild(node, inputs));
    replacement.set(node.id, node.layer === undefined ? build() : withinLayer(node.layer, build));
  }
  return outputs.map((output) => replacement.get(output.id)!);
}

function rebuild(node: Tensor, inputs: readonly Tensor[]): Tensor {
  if (inputs.every((input, position) => input === node.inputs[position])) return node;
  return apply(operationOf(node.operation), inputs, node.attributes);
}

function keyOf(node: Tensor): string {
  if (node.operation === "input") return `input#${node.id}`;
  const inputs = node.inputs.map((input) => input.id).join(",");
  return `${node.operation}(${inputs})${attributesKey(node.attributes)}`;
}

function fold(node: Tensor): Tensor | undefined {
  if (node.inputs.length === 0 || isDynamic(node.shape) || sizeOf(node.shape) > LARGEST_FOLDED_SIZE)
    return undefined;
  if (!node.inputs.every((input) => input.operation === "constant")) return undefined;
  const inputs = node.inputs.map(
    (input): ReferenceArray => ({
      dtype: input.dtype,
      shape: input.shape,
      data: input.attributes.data as Float64Array,
    }),
  );
  const data = operationOf(node.operation).evaluate(inputs, node.attributes, node);
  return constant(node.dtype, node.shape, node.dtype === "float32" ? data.map(Math.fround) : data);
}
