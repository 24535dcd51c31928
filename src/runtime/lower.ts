import type { Device } from "./device.ts";
import { FedSizes } from "./fed-sizes.ts";
import { lowerLoop } from "./lower-loop.ts";
import { lowerSingle } from "./lower-single.ts";
import { lowerSteps } from "./lower-steps.ts";
import { graphProto, modelBytes } from "./onnx/model-proto.ts";
import { checkProgram, type Program } from "./program.ts";
import { type Precision, Scope } from "./scope.ts";

export type { Device } from "./device.ts";

/**
 * A program as a model of ONNX, and the sizes that the model is to be fed with: programs that differ by the
 * sizes of tensors alone have the same model. Run by what `openProgram` opens.
 */
export interface CompiledProgram {
  readonly model: Uint8Array;
  /** Empty where the model has its sizes in itself. */
  readonly sizes: readonly number[];
}

/**
 * Lowers a program to a model that is fed with its sizes, for the CPU. A convolution's name tells its
 * sizes, by which kernels are chosen.
 *
 * @throws TrainwellError `invalid-program` when the description contradicts itself.
 */
export function lowerUnsized(program: Program, precision: Precision = "float32"): CompiledProgram {
  const fedSizes = new FedSizes();
  const model = lower(program, { device: "cpu", precision, fedSizes });
  return { model, sizes: fedSizes.values };
}

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
  return lower(program, { device: options.device ?? "cpu", precision: options.precision ?? "float32" });
}

function lower(
  program: Program,
  options: { device: Device; precision: Precision; fedSizes?: FedSizes },
): Uint8Array {
  checkProgram(program);
  const scope = new Scope({ ...options, counter: { next: 0 } });
  if (program.kind === "single") lowerSingle(scope, program);
  else if (options.device === "webgpu") lowerSteps(scope, program);
  else lowerLoop(scope, program);
  scope.declareFedSizes();
  return modelBytes(graphProto("program", scope));
}
