import type { GradientRule } from "../../graph/differentiate.ts";
import { apply, type Operation, operationOf } from "../../graph/operation.ts";
import {
  broadcastTo,
  constant,
  gather,
  iota,
  multiply,
  negate,
  scalar,
  scatterAdd,
  transpose,
} from "../../graph/operations/index.ts";
import { sameShape, type Tensor } from "../../graph/tensor.ts";
import { topologicalOrder } from "../../graph/traverse.ts";

/** One planted error in the gradient of an operation. */
export interface Mutant {
  readonly kind: "sign" | "scale" | "dropped term" | "wrong axis";
  readonly title: string;
  /** The rule with the error, in place of the operation's own. */
  readonly rule: NonNullable<GradientRule>;
}

type Context = Parameters<NonNullable<GradientRule>>[0];
/**
 * Changes the gradient of one input; `undefined` drops it. Nodes with a greater id than `before` are of the
 * rule itself.
 */
type Change = (gradient: Tensor, before: number) => Tensor | undefined;

/**
 * All errors that are planted in an operation's gradient: for each input whose gradient it gives, the sign, a
 * scale of 1%, every term (the gradient itself, either side of each sum, difference, product and quotient in
 * its formula), and a step along each axis and an exchange of two.
 *
 * @param context one use of the operation, whose shapes and formula say what there is to mutate.
 * @param batchSize makes dynamic axes concrete.
 */
export function mutantsOf(operation: Operation, context: Context, batchSize: number): Mutant[] {
  const before = marker();
  return operation.gradient!(context).flatMap((gradient, position) => {
    if (gradient === undefined) return [];
    const mutant = (kind: Mutant["kind"], title: string, change: Change): Mutant => ({
      kind,
      title: `${title}, of input ${position}`,
      rule: mutatedRule(operation, position, change),
    });
    return [
      mutant("sign", "negated", (g) => negate(g)),
      mutant("scale", "1% too large", (g) => multiply(g, scalar(1.01, g.dtype))),
      mutant("dropped term", "nothing at all", () => undefined),
      ...termsOf(gradient, before).flatMap((term, number) =>
        term.inputs.map((_, kept) =>
          mutant(
            "dropped term",
            `${term.operation} ${number} without its ${kept === 0 ? "second" : "first"}`,
            dropTerm(number, kept),
          ),
        ),
      ),
      ...gradient.shape.flatMap((size, axis) =>
        size === 1
          ? []
          : [mutant("wrong axis", `a step along axis ${axis}`, (g) => rolled(g, axis, batchSize))],
      ),
      ...exchanges(gradient).map((order) =>
        mutant("wrong axis", `axes ${order}`, (g) => exchanged(g, order)),
      ),
    ];
  });
}

function mutatedRule(operation: Operation, position: number, change: Change): NonNullable<GradientRule> {
  return (context) => {
    const before = marker();
    return operation.gradient!(context).map((gradient, input) =>
      gradient === undefined || input !== position ? gradient : change(gradient, before),
    );
  };
}

/** Nodes that are built from now on have greater ids. */
function marker(): number {
  return scalar(0).id;
}

const JOINS = ["add", "subtract", "multiply", "divide"];

function termsOf(gradient: Tensor, before: number): Tensor[] {
  return topologicalOrder([gradient]).filter((node) => node.id > before && JOINS.includes(node.operation));
}

/** The formula with one of its sums, products, ... replaced by one of its sides. */
function dropTerm(number: number, kept: number): Change {
  return (gradient, before) => {
    const term = termsOf(gradient, before)[number];
    if (term === undefined) return gradient;
    const side = term.inputs[kept];
    const replacement = sameShape(side.shape, term.shape) ? side : broadcastTo(side, term.shape);
    const rebuilt = new Map([[term.id, replacement]]);
    for (const node of topologicalOrder([gradient])) {
      if (rebuilt.has(node.id)) continue;
      const changed = node.inputs.some((input) => (rebuilt.get(input.id) ?? input) !== input);
      const inputs = node.inputs.map((input) => rebuilt.get(input.id) ?? input);
      rebuilt.set(node.id, changed ? apply(operationOf(node.operation), inputs, node.attributes) : node);
    }
    return rebuilt.get(gradient.id);
  };
}

/** Every element one place further along an axis, the last one first. */
function rolled(x: Tensor, axis: number, batchSize: number): Tensor {
  if (axis >= x.shape.length || x.shape[axis] === 1) return x;
  const order = [axis, ...x.shape.map((_, index) => index).filter((index) => index !== axis)];
  const front = transpose(x, order);
  const [rows] = front.shape;
  const size = rows < 0 ? -rows * batchSize : rows;
  const indices = iota(size);
  const next = constant(
    "int32",
    [size],
    Float64Array.from({ length: size }, (_, index) => (index + 1) % size),
  );
  // Gathering makes a dynamic axis static, and adding into rows makes it dynamic again.
  const moved = scatterAdd(gather(front, indices), next, { rows });
  return transpose(
    moved,
    order.map((_, index) => order.indexOf(index)),
  );
}

/** Pairs of axes of equal size, which a transposition can confuse. */
function exchanges(x: Tensor): number[][] {
  const axes = x.shape.map((_, axis) => axis);
  return axes.flatMap((a) =>
    axes
      .filter((b) => b > a && x.shape[a] === x.shape[b] && x.shape[a] !== 1)
      .map((b) => axes.map((axis) => (axis === a ? b : axis === b ? a : axis))),
  );
}

function exchanged(x: Tensor, order: readonly number[]): Tensor {
  const fits =
    order.length === x.shape.length &&
    sameShape(
      order.map((axis) => x.shape[axis]),
      x.shape,
    );
  return fits ? transpose(x, order) : x;
}
