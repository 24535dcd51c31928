import type { Tensor } from "./tensor.ts";

/**
 * The nodes that the outputs need, each once, inputs before their consumers; iterative, so that deep networks
 * do not exhaust the stack. The order is a depth-first post-order, which keeps a producer near its consumer.
 */
export function topologicalOrder(outputs: readonly Tensor[]): Tensor[] {
  const order: Tensor[] = [];
  const state = new Map<number, "open" | "done">();
  const stack: Tensor[] = [...outputs].reverse();
  while (stack.length > 0) {
    const node = stack[stack.length - 1];
    const seen = state.get(node.id);
    if (seen === undefined) {
      state.set(node.id, "open");
      for (let i = node.inputs.length - 1; i >= 0; i--) {
        if (state.get(node.inputs[i].id) === undefined) stack.push(node.inputs[i]);
      }
    } else {
      stack.pop();
      if (seen === "open") {
        state.set(node.id, "done");
        order.push(node);
      }
    }
  }
  return order;
}

/** How many consumers each node has among the nodes that the outputs need; an output counts as one use. */
export function useCounts(outputs: readonly Tensor[]): Map<number, number> {
  const counts = new Map<number, number>();
  const count = (node: Tensor) => counts.set(node.id, (counts.get(node.id) ?? 0) + 1);
  outputs.forEach(count);
  for (const node of topologicalOrder(outputs)) node.inputs.forEach(count);
  return counts;
}
