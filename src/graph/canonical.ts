import { mix32 } from "../base/random.ts";
import { attributeJson } from "./operation.ts";
import type { Attributes, Tensor } from "./tensor.ts";
import { topologicalOrder } from "./traverse.ts";

/** Attributes as one string, equal exactly for equal attributes. */
export function attributesKey(attributes: Attributes): string {
  const names = Object.keys(attributes).sort();
  return JSON.stringify(names.map((name) => [name, attributeJson(attributes[name])]));
}

/**
 * A 128-bit hash (32 hexadecimal digits) of what a graph computes: equal for graphs that differ only in the
 * identity of their nodes or in the layers' names, so that a compiled program is found again. `outputs` may
 * be named, and `extra` adds what else decides the program (device, options, the roles of inputs).
 */
export function canonicalHash(outputs: readonly Tensor[], extra: unknown = null): string {
  const number = new Map<number, number>();
  const lanes = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];
  const absorb = (text: string) => {
    for (let i = 0; i < text.length; i++) {
      for (let lane = 0; lane < 4; lane++)
        lanes[lane] = Math.imul(lanes[lane] ^ text.charCodeAt(i), 0x01000193 + 2 * lane);
    }
    for (let lane = 0; lane < 4; lane++) lanes[lane] = mix32(lanes[lane] + lanes[(lane + 1) % 4]);
  };
  for (const node of topologicalOrder(outputs)) {
    number.set(node.id, number.size);
    const inputs = node.inputs.map((input) => number.get(input.id));
    absorb(`${node.operation}|${inputs}|${node.dtype}|${node.shape}|${attributesKey(node.attributes)}`);
  }
  absorb(JSON.stringify([outputs.map((output) => number.get(output.id)), extra]));
  return lanes.map((lane) => (lane >>> 0).toString(16).padStart(8, "0")).join("");
}
