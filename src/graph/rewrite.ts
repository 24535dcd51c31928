import { apply, operationOf } from "./operation.ts";
import { add, broadcastTo, concatenate, negate, pad, reshape, subtract } from "./operations/index.ts";
import { sameShape, sizeOf, type Tensor } from "./tensor.ts";

/** One rewriting: what computes the same as a node for less, or undefined where the rule does not apply. */
type Rule = (node: Tensor, smallest: (node: Tensor) => Tensor) => Tensor | undefined;

/** Products, quotients and sums of a negated value, which are the negated ones of the value, to the bit. */
const ODD = new Set(["multiply", "divide", "sum", "sumTo", "mean", "reshape", "matMul"]);

const RULES: readonly Rule[] = [
  withoutEffect,
  withoutRepetition,
  reshapedAfter,
  mergedShapes,
  negationOutwards,
  negationAbsorbed,
  sliceOfConcatenation,
  concatenationOfPads,
];

/**
 * The smaller replacement of a node by the first rule that applies; undefined where none does. The node's
 * inputs are as small as they get. The numbers are the same to the bit (the sign of zeros apart). Gradients
 * may not be, so a graph is differentiated first and then rewritten.
 *
 * @param smallest gives the smallest form of a node that a rule builds on the way.
 */
export function rewritten(node: Tensor, smallest: (node: Tensor) => Tensor): Tensor | undefined {
  for (const rule of RULES) {
    const result = rule(node, smallest);
    if (result !== undefined) return result;
  }
  return undefined;
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

/**
 * An elementwise operation repeats its inputs by itself: it is done on the values before they are repeated.
 */
function withoutRepetition(node: Tensor, smallest: (node: Tensor) => Tensor): Tensor | undefined {
  const operation = operationOf(node.operation);
  if (!operation.elementwise || !node.inputs.some((input) => input.operation === "broadcastTo"))
    return undefined;
  const inputs = node.inputs.map((input) => (input.operation === "broadcastTo" ? input.inputs[0] : input));
  const once = apply(operation, inputs, node.attributes);
  return sameShape(once.shape, node.shape) ? once : broadcastTo(smallest(once), node.shape);
}

/**
 * Up to this width, a bias within the product of a stack of matrices pays; wider ones no longer fit in the
 * cache.
 */
const WIDEST_BIASED_ROWS = 256;

/**
 * Adds a vector to the matrix before it is reshaped, instead of to each row afterwards: then a product takes
 * its bias along.
 */
function reshapedAfter(node: Tensor, smallest: (node: Tensor) => Tensor): Tensor | undefined {
  if (node.operation !== "add") return undefined;
  const [a, b] = node.inputs;
  const [reshaped, bias] = a.operation === "reshape" ? [a, b] : [b, a];
  if (reshaped.operation !== "reshape" || bias.shape.length !== 1) return undefined;
  const [matrix] = reshaped.inputs;
  const fits = matrix.shape.length === 2 && matrix.shape[1] === reshaped.shape.at(-1);
  if (matrix.shape[1] > WIDEST_BIASED_ROWS) return undefined;
  if (!fits || bias.shape[0] !== matrix.shape[1] || matrix.operation !== "matMul") return undefined;
  return reshape(smallest(add(matrix, bias)), node.shape);
}

/** One change of shape for two. */
function mergedShapes(node: Tensor, smallest: (node: Tensor) => Tensor): Tensor | undefined {
  const [x] = node.inputs;
  if (node.operation === "broadcastTo") {
    if (x.operation === "broadcastTo") return broadcastTo(x.inputs[0], node.shape);
    if (sizeOf(x.shape) === 1 && x.shape.length > 0) return broadcastTo(smallest(reshape(x, [])), node.shape);
  }
  if (node.operation !== "reshape") return undefined;
  if (x.operation === "reshape") return reshape(x.inputs[0], node.shape);
  const repeatsNumber = x.operation === "broadcastTo" && sizeOf(x.inputs[0].shape) === 1;
  return repeatsNumber ? broadcastTo(x.inputs[0], node.shape) : undefined;
}

/** −a · b is −(a · b): moved towards the outputs, negations meet and cancel. */
function negationOutwards(node: Tensor, smallest: (node: Tensor) => Tensor): Tensor | undefined {
  if (!ODD.has(node.operation)) return undefined;
  const position = node.inputs.findIndex((input) => input.operation === "negate");
  if (position < 0) return undefined;
  const inputs = node.inputs.map((input, index) => (index === position ? input.inputs[0] : input));
  return negate(smallest(apply(operationOf(node.operation), inputs, node.attributes)));
}

function negationAbsorbed(node: Tensor): Tensor | undefined {
  const [a, b] = node.inputs;
  const isNegated = (input: Tensor) => input.operation === "negate";
  switch (node.operation) {
    case "negate":
      return isNegated(a) ? a.inputs[0] : undefined;
    case "add":
      return isNegated(b) ? subtract(a, b.inputs[0]) : isNegated(a) ? subtract(b, a.inputs[0]) : undefined;
    case "subtract":
      return isNegated(b) ? add(a, b.inputs[0]) : undefined;
    default:
      return undefined;
  }
}

/** The tensor that was put in where it is taken out again. */
function sliceOfConcatenation(node: Tensor): Tensor | undefined {
  if (node.operation !== "slice" || node.inputs[0].operation !== "concatenate") return undefined;
  const [whole] = node.inputs;
  const axis = whole.attributes.axis as number;
  const [starts, ends] = [node.attributes.starts, node.attributes.ends] as [number[], number[]];
  let start = 0;
  for (const part of whole.inputs) {
    if (start === starts[axis] && start + part.shape[axis] === ends[axis])
      return sameShape(part.shape, node.shape) ? part : undefined;
    start += part.shape[axis];
  }
  return undefined;
}

/** A tensor that lies among zeros along one axis, as the parts that it is made of. */
interface Placed {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly parts: readonly Tensor[];
}

function placed(node: Tensor): Placed | undefined {
  if (node.operation !== "pad" || node.attributes.value !== 0) return undefined;
  const [before, after, interior] = ["before", "after", "interior"].map(
    (name) => node.attributes[name] as readonly number[],
  );
  const axes = before.flatMap((width, axis) => (width + after[axis] > 0 ? [axis] : []));
  if (axes.length !== 1 || interior.some((width) => width > 0)) return undefined;
  const [[axis], [inner]] = [axes, node.inputs];
  const joined = inner.operation === "concatenate" && inner.attributes.axis === axis;
  return {
    axis,
    start: before[axis],
    end: node.shape[axis] - after[axis],
    parts: joined ? inner.inputs : [inner],
  };
}

/**
 * The sum of two neighbours, each among zeros, is the two side by side: so the gradients of a tensor's
 * slices, which are padded and added, become one concatenation.
 */
function concatenationOfPads(node: Tensor, smallest: (node: Tensor) => Tensor): Tensor | undefined {
  if (node.operation !== "add") return undefined;
  const [a, b] = node.inputs.map(placed);
  if (a === undefined || b === undefined || a.axis !== b.axis) return undefined;
  const [first, second] = a.start < b.start ? [a, b] : [b, a];
  if (first.end !== second.start) return undefined;
  const { axis } = first;
  const at = (width: number) => node.shape.map((_, other) => (other === axis ? width : 0));
  const together = smallest(concatenate([...first.parts, ...second.parts], axis));
  return pad(together, { before: at(first.start), after: at(node.shape[axis] - second.end) });
}
