import { hashName, uniform } from "../../base/random.ts";
import { dependentsOf, gradientRule } from "../../graph/differentiate.ts";
import { apply, operationOf, type ReferenceArray, withinLayer } from "../../graph/operation.ts";
import { input, multiply, sum } from "../../graph/operations/index.ts";
import { isFloat, type Tensor } from "../../graph/tensor.ts";
import { topologicalOrder } from "../../graph/traverse.ts";
import { evaluateGraph } from "../../runtime/reference.ts";
import { checkTensor } from "./check-tensors.ts";
import { GraphLines } from "./graph-lines.ts";
import { holds } from "./verdict.ts";

/** An operation whose own gradient disagrees with differences of that operation alone. */
export interface Blame {
  readonly operation: string;
  /** The layer that built it; null for the loss and what else is outside of layers. */
  readonly layer: string | null;
  /** Which of its inputs' gradients is wrong, counted from 0. */
  readonly input: number;
  readonly inputShape: readonly number[];
  /** ‖d − d′‖ / (‖d‖ + ‖d′‖) of that operation alone. */
  readonly relative: number;
  /** How often it is in the graph with this error. */
  readonly count: number;
  /**
   * `wrong`: its gradient is another one than its derivative. `stops`: it lets no gradient through, on
   * purpose.
   */
  readonly kind: "wrong" | "stops";
}

/** Coordinates of a large input of an operation to compare. */
const LOCAL_COORDINATES = 24;

/**
 * Says where the chain breaks: from the objective back to the tensors whose gradients are wrong, the
 * vector-Jacobian product of every operation on the way is compared with differences of that operation alone,
 * at the inputs that it had and for a random output gradient. An operation that stops gradients on purpose is
 * named only where nothing else is to blame.
 *
 * @param lines holds the values of all nodes.
 * @param wrt the input nodes whose gradients are wrong.
 */
export function blameOperations(
  objective: Tensor,
  wrt: readonly Tensor[],
  { lines, batchSize }: { lines: GraphLines; batchSize: number },
): Blame[] {
  const order = topologicalOrder([objective]);
  const needed = dependentsOf(order, wrt);
  const found = new Map<string, Blame>();
  for (const node of order.toReversed()) {
    if (!needed.has(node.id) || node.inputs.length === 0 || !isFloat(node.dtype)) continue;
    node.inputs.forEach((source, position) => {
      if (!needed.has(source.id) || !isFloat(source.dtype)) return;
      const relative = localError(node, position, { lines, batchSize });
      if (relative === 0) return;
      const key = JSON.stringify([node.operation, node.layer, position]);
      const before = found.get(key);
      found.set(key, {
        operation: node.operation,
        layer: node.layer ?? null,
        input: position,
        inputShape: lines.value(source).shape,
        relative: Math.max(relative, before?.relative ?? 0),
        count: (before?.count ?? 0) + 1,
        kind: gradientRule(node.operation) === undefined ? "stops" : "wrong",
      });
    });
  }
  const all = [...found.values()];
  const wrong = all.filter(({ kind }) => kind === "wrong");
  return wrong.length > 0 ? wrong : all;
}

/** The relative error of one operation's gradient by one of its inputs. */
function localError(
  node: Tensor,
  position: number,
  { lines, batchSize }: { lines: GraphLines; batchSize: number },
): number {
  const { inputs, output, feeds } = isolated(node, lines);
  const outputGradient = input("output gradient", { dtype: output.dtype, shape: output.shape });
  feeds.set("output gradient", randomLike(lines.value(node), hashName(`${node.operation} ${position}`)));
  const rule = gradientRule(node.operation);
  const product = rule?.({ inputs, attributes: node.attributes, output, outputGradient })[position];
  const size = lines.value(node.inputs[position]).data.length;
  const gradient = product ? evaluateGraph([product], feeds, { batchSize })[0].data : new Float64Array(size);
  const alone = new GraphLines(sum(multiply(output, outputGradient)), { feeds, batchSize });
  const region = { input: inputs[position], offset: 0, size };
  const { relative, verdict, directions } = checkTensor(
    { name: node.operation, shape: [size], gradient, line: (move) => alone.line(region, move) },
    { exhaustiveUpTo: LOCAL_COORDINATES, coordinates: LOCAL_COORDINATES },
  );
  return holds(verdict) ? 0 : Math.max(relative, directions?.relative ?? 0);
}

/** An operation with inputs of its own; constants stay constants, because gradients may look at them. */
function isolated(node: Tensor, lines: GraphLines) {
  const feeds = new Map<string, ReferenceArray>();
  const inputs = node.inputs.map((source, position) => {
    if (source.operation === "constant") return source;
    feeds.set(`input ${position}`, lines.value(source));
    return input(`input ${position}`, { dtype: source.dtype, shape: source.shape });
  });
  const build = () => apply(operationOf(node.operation), inputs, node.attributes);
  return { inputs, feeds, output: node.layer === undefined ? build() : withinLayer(node.layer, build) };
}

/** Numbers from 0.5 to 1.5, so that none hides what it is multiplied with. */
function randomLike({ dtype, shape, data }: ReferenceArray, key: number): ReferenceArray {
  return { dtype, shape, data: data.map((_, index) => uniform(key, index) + 0.5) };
}
