import type { Runtime } from "./session.ts";
import { COMMON_OPTIONS, createSession, type OrtModule } from "./session-ort.ts";

/**
 * ONNX Runtime in WebAssembly, or on WebGPU, through onnxruntime-web; the package is loaded with the first session,
 * whose number of threads then holds for all (more than one needs a cross-origin isolated page).
 */
export const webRuntime: Runtime = {
  name: "web",
  async create(model, { device = "cpu", threads = 1 } = {}) {
    const ort =
      device === "cpu" ? await import("onnxruntime-web/wasm") : await import("onnxruntime-web/webgpu");
    ort.env.wasm.numThreads = threads;
    const executionProviders = [device === "cpu" ? "wasm" : "webgpu"];
    return createSession(ort as OrtModule, model, { ...COMMON_OPTIONS, executionProviders });
  },
};
