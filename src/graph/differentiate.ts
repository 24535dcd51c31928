import { type Operation, operationOf, withinLayer } from "./operation.ts";
import { add, broadcastTo, scalar } from "./operations/index.ts";
import { isFloat, type Tensor } from "./tensor.ts";
import { topologicalOrder } from "./traverse.ts";

/** An operation's vector-Jacobian product; undefined where it has none. */
export type GradientRule = Operation["gradient"];

let ruleOf = (operation: Operation): GradientRule => operation.gradient;

/**
 * The rule by which an operation is differentiated: its own, or the one that {@link withGradientRules} puts
 * in its place.
 */
export function gradientRule(operation: string): GradientRule {
  return ruleOf(operationOf(operation));
}

/**
 * Differentiates by other rules than the table's while `work` runs, so that a check of gradients can be tried
 * on planted errors.
 *
 * @param rules gives an operation's rule; `operation.gradient` is its own.
 */
export function withGradientRules<T>(rules: (operation: Operation) => GradientRule, work: () => T): T {
  const before = ruleOf;
  ruleOf = rules;
  try {
    return work();
  } finally {
    ruleOf = before;
  }
}

/**
 * Reverse-mode differentiation as a transformation of the graph: the gradients are nodes like any others, so
 * they can be differentiated again (Griewank & Walther, "Evaluating Derivatives", 2008, chapter 3).
 *
 * Computes d(sum of output) / d(wrt[i]) for each i; for a scalar `output`, the gradient. Only the paths
 * between `output` and `wrt` are visited, so the gradient of the data, which nobody asked for, is never
 * built.
 *
 * @param output a float tensor, in training a scalar loss.
 * @param wrt the tensors to differentiate with respect to; one that `output` does not depend on has gradient
 * zero.
 * @returns one tensor for each of `wrt`, of its shape.
 *
 * @example
 * const x = input("x", { dtype: "float64", shape: [3] });
 * const [gradient] = gradients(sum(multiply(x, x)), [x]); // 2x
 */
export function gradients(output: Tensor, wrt: readonly Tensor[]): Tensor[] {
  const order = topologicalOrder([output]);
  const needed = dependentsOf(order, wrt);
  const accumulated = new Map<number, Tensor>([[output.id, filled(1, output)]]);
  for (let i = order.length - 1; i >= 0; i--) {
    const node = order[i];
    const outputGradient = accumulated.get(node.id);
    if (outputGradient === undefined || !needed.has(node.id)) continue;
    propagate(node, outputGradient, { needed, accumulated });
  }
  return wrt.map((tensor) => accumulated.get(tensor.id) ?? filled(0, tensor));
}

/** The ids of the nodes, given inputs first, that depend on one of `wrt`, themselves included. */
export function dependentsOf(order: readonly Tensor[], wrt: readonly Tensor[]): Set<number> {
  const ids = new Set(wrt.map((tensor) => tensor.id));
  for (const node of order) if (node.inputs.some((input) => ids.has(input.id))) ids.add(node.id);
  return ids;
}

function propagate(
  node: Tensor,
  outputGradient: Tensor,
  sweep: { needed: Set<number>; accumulated: Map<number, Tensor> },
): void {
  const rule = gradientRule(node.operation);
  if (rule === undefined || !node.inputs.some((input) => sweep.needed.has(input.id))) return;
  const build = () =>
    rule({ inputs: node.inputs, attributes: node.attributes, output: node, outputGradient });
  const contributions = node.layer === undefined ? build() : withinLayer(node.layer, build);
  node.inputs.forEach((input, position) => {
    const contribution = contributions[position];
    if (contribution === undefined || !sweep.needed.has(input.id) || !isFloat(input.dtype)) return;
    const sofar = sweep.accumulated.get(input.id);
    sweep.accumulated.set(input.id, sofar === undefined ? contribution : add(sofar, contribution));
  });
}

function filled(value: number, like: Tensor): Tensor {
  const one = scalar(value, like.dtype);
  return like.shape.length === 0 ? one : broadcastTo(one, like.shape);
}
