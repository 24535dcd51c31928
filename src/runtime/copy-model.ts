import type { DType } from "../graph/tensor.ts";
import { graphProto, modelBytes } from "./onnx/model-proto.ts";
import { Scope } from "./scope.ts";

/** The names of a copying model's only input and output. */
export const COPY_PORTS = { input: "original", output: "copy" } as const;

/**
 * A model that returns its input. Run on a device it carries tensors there and back: onnxruntime-node has no
 * other way to upload, and ends the process when a tensor on the device is asked for its data.
 */
export function copyModel(dtype: DType, rank: number): Uint8Array {
  const scope = new Scope({ device: "webgpu", counter: { next: 0 } });
  const shape = Array.from({ length: rank }, (_, axis) => `axis ${axis}`);
  const original = scope.input(COPY_PORTS.input, { dtype, shape });
  const [copy] = scope.emit("Identity", [original], { outputs: [COPY_PORTS.output] });
  scope.output(copy, { dtype, shape });
  return modelBytes(graphProto("copy", scope));
}
