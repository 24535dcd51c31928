import type { InferenceSession } from "onnxruntime-common";
import { CONVOLUTION_LABEL } from "../graph/operations/convolution-forms.ts";
import type { OrtModule } from "./ort-module.ts";
import type { Runtime, SessionOptions } from "./session.ts";
import { COMMON_OPTIONS, CONFIGURATION, createSession } from "./session-ort.ts";

/** Loads the runtime's package, so that a later session need not wait for it. */
export async function loadNodeRuntime(): Promise<void> {
  await import("onnxruntime-node");
}

/**
 * ONNX Runtime's native kernels, through onnxruntime-node; the package is loaded with the first session. A
 * run blocks the calling thread, so long calls belong in a worker; a worker must be stopped between runs,
 * never terminated in one.
 */
export const nodeRuntime: Runtime = {
  name: "node",
  async create(model, options = {}) {
    const ort = await import("onnxruntime-node");
    const written = options.device === "webgpu" ? model : await withFastConvolutions(ort, model);
    return createSession(ort, written, nativeOptions(options), options);
  },
};

/**
 * A model with its convolutions as `blockConvolutions` writes them. What does so takes as long to load as a
 * short training lasts, and is loaded with the first convolution.
 */
export async function withFastConvolutions(ort: OrtModule, model: Uint8Array): Promise<Uint8Array> {
  const { buffer, byteOffset, byteLength } = model;
  if (Buffer.from(buffer, byteOffset, byteLength).indexOf(CONVOLUTION_LABEL) < 0) return model;
  const { blockConvolutions } = await import("./blocked-convolutions.node.ts");
  return blockConvolutions(ort, model);
}

function nativeOptions({
  device = "cpu",
  threads = 1,
  spinning = false,
}: SessionOptions): InferenceSession.SessionOptions {
  return {
    ...COMMON_OPTIONS,
    executionProviders: [device],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    extra: { ...CONFIGURATION, session: { intra_op: { allow_spinning: spinning ? "1" : "0" } } },
  };
}
