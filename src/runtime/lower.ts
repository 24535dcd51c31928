import type { Device } from "./device.ts";
import { lowerLoop } from "./lower-loop.ts";
import { lowerSingle } from "./lower-single.ts";
import { lowerSteps } from "./lower-steps.ts";
import { graphProto, modelBytes } from "./onnx/model-proto.ts";
import { checkProgram, type Program } from "./program.ts";
import { type Precision, Scope } from "./scope.ts";

export type { Device } from "./device.ts";

/**
 * Lowers a program to the bytes of one ONNX model (opset 20). Only nodes that the outputs need are written,
 * and equal programs become equal bytes. A loop program becomes a Scan over its steps; for WebGPU, which has
 * none, a single step, to be run by a session that was created with the option `steps`.
 *
 * @throws TrainwellError `invalid-program` when the description contradicts itself.
 */
export function lowerProgram(
  program: Program,
  options: { device?: Device; precision?: Precision } = {},
): Uint8Array {
  checkProgram(program);
  const device = options.device ?? "cpu";
  const scope = new Scope({ device, precision: options.precision ?? "float32", counter: { next: 0 } });
  if (program.kind === "single") lowerSingle(scope, program);
  else if (device === "webgpu") lowerSteps(scope, program);
  else lowerLoop(scope, program);
  return modelBytes(graphProto("program", scope));
}
