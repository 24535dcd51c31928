import { topologicalOrder } from "../graph/traverse.ts";
import { computedValue, dimensionsOf, findFusions, lowerNodes } from "./lower-nodes.ts";
import { inputPort, outputPort } from "./names.ts";
import { inputName, outputNodes, type SingleProgram } from "./program.ts";
import type { Scope } from "./scope.ts";

/** Writes a program that runs once per call: each input and output under its prefixed name. */
export function lowerSingle(scope: Scope, program: SingleProgram): void {
  for (const input of program.inputs) {
    const type = { dtype: input.dtype, shape: dimensionsOf(input.shape) };
    scope.setValue(input, scope.input(inputPort(inputName(input)), type));
  }
  if (program.batchInput !== undefined) {
    const batch = inputPort(program.batchInput);
    scope.setBatchSize(() => scope.node("Shape", [batch], { start: { int: 0 }, end: { int: 1 } }));
  }
  const outputs = outputNodes(program);
  lowerNodes(scope, topologicalOrder(outputs), findFusions(outputs));
  for (const { name, tensor } of program.outputs) {
    const [value] = scope.emit("Identity", [computedValue(scope, tensor)], {
      outputs: [outputPort(name)],
    });
    scope.output(value, { dtype: tensor.dtype, shape: dimensionsOf(tensor.shape) });
  }
}
