import { attributesKey } from "./canonical.ts";
import { apply, operationOf, type ReferenceArray, withinLayer } from "./operation.ts";
import { constant } from "./operations/index.ts";
import { isDynamic, sameShape, sizeOf, type Tensor } from "./tensor.ts";
import { topologicalOrder } from "./traverse.ts";

/** Constants larger than this stay computed: folding them would only make the model bigger. */
const LARGEST_FOLDED_SIZE = 1024;

/**
 * Rewrites a graph into a smaller equal one: constants are folded, common subexpressions merged, and operations that
 * change nothing (`x + 0`, `x · 1`, a reshape to the same shape) dropped. Dead code disappears by itself, because
 * only what the outputs need is ever visited. Input nodes keep their identity.
 *
 * @param outputs the tensors wanted; the result holds their replacements in the same order.
 */
export function simplify(outputs: readonly Tensor[]): Tensor[] {
  const replacement = new Map<number, Tensor>();
  const known = new Map<string, Tensor>();
  for (const node of topologicalOrder(outputs)) {
    const inputs = node.inputs.map((input) => replacement.get(input.id)!);
    const rebuilt = rebuild(node, inputs);
    const smaller = withoutEffect(rebuilt) ?? fold(rebuilt) ?? rebuilt;
    const key = keyOf(smaller);
    const same = known.get(key);
    if (same === undefined) known.set(key, smaller);
    replacement.set(node.id, same ?? smaller);
  }
  return outputs.map((output) => replacement.get(output.id)!);
}

function rebuild(node: Tensor, inputs: readonly Tensor[]): Tensor {
  if (inputs.every((input, position) => input === node.inputs[position])) return node;
  const build = () => apply(operationOf(node.operation), inputs, node.attributes);
  return node.layer === undefined ? build() : withinLayer(node.layer, build);
}

function keyOf(node: Tensor): string {
  if (node.operation === "input") return `input#${node.id}`;
  return `${node.operation}(${node.inputs.map((input) => input.id).join(",")})${attributesKey(node.attributes)}`;
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

function isConstant(node: Tensor, value: number): boolean {
  return (
    node.operation === "constant" &&
    (node.attributes.data as Float64Array).every((element) => element === value)
  );
}

/** The input that a node merely passes on, if it does. */
function withoutEffect(node: Tensor): Tensor | undefined {
  const [a, b] = node.inputs;
  const passes = (input: Tensor) =>
    sameShape(input.shape, node.shape) && input.dtype === node.dtype ? input : undefined;
  switch (node.operation) {
    case "add":
      return isConstant(b, 0) ? passes(a) : isConstant(a, 0) ? passes(b) : undefined;
    case "subtract":
      return isConstant(b, 0) ? passes(a) : undefined;
    case "multiply":
      return isConstant(b, 1) ? passes(a) : isConstant(a, 1) ? passes(b) : undefined;
    case "divide":
      return isConstant(b, 1) ? passes(a) : undefined;
    case "reshape":
    case "broadcastTo":
    case "cast":
    case "sumTo":
      return passes(a);
    default:
      return undefined;
  }
}
