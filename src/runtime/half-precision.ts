import { type Emitter, type NodeContext, operationOf } from "../graph/operation.ts";
import type { Tensor } from "../graph/tensor.ts";
import { onnxDataType } from "./onnx/model-proto.ts";
import type { Scope } from "./scope.ts";

/** ONNX's number for float16, which the graph knows nothing of. */
const FLOAT16 = 10;

/**
 * The operations that gain by half the width and bear it. All else, sums over the batch, norms and
 * exponentials first, stays float32.
 */
const OPERATIONS: ReadonlySet<string> = new Set([
  "matMul",
  "convolution2d",
  "convolution2dInputGradient",
  "convolution2dWeightGradient",
]);

/** Whether mixed precision computes a node in float16. */
export function isInHalf({ operation, dtype }: Tensor): boolean {
  return dtype === "float32" && OPERATIONS.has(operation);
}

/**
 * Writes a node that computes in float16 between casts from and to float32. The CPU has no such kernels:
 * there the operands and the result are rounded to float16 and the sums in between are float32's, as on
 * matrix units.
 */
export function lowerInHalf(scope: Scope, values: readonly string[], context: NodeContext): string {
  const { lower } = operationOf(context.output.operation);
  const toHalf = (value: string) => scope.node("Cast", [value], { to: { int: FLOAT16 } });
  const toFloat = (value: string) => scope.node("Cast", [value], { to: { int: onnxDataType("float32") } });
  const rounded = (value: string) => toFloat(toHalf(value));
  if (scope.device === "cpu") return rounded(lower(scope, values.map(rounded), context));
  const emitter: Emitter = {
    device: scope.device,
    node: (operation, inputs, attributes) => scope.node(operation, inputs, attributes),
    constant(dtype, shape, data) {
      const constant = scope.constant(dtype, shape, data);
      return dtype === "float32" ? toHalf(constant) : constant;
    },
    shape: (shape) => scope.shape(shape),
    sizes: (values) => scope.sizes(values),
    batchSize: () => scope.batchSize(),
  };
  return toFloat(lower(emitter, values.map(toHalf), context));
}
