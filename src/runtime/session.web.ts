import type { OrtModule } from "./ort-module.ts";
import type { Runtime } from "./session.ts";
import { COMMON_OPTIONS, createSession } from "./session-ort.ts";

/**
 * ONNX Runtime in WebAssembly, or on WebGPU, through onnxruntime-web; the package is loaded with the first
 * session, whose number of threads then holds for all (more than one needs a cross-origin isolated page).
 */
export const webRuntime: Runtime = {
  name: "web",
  async create(model, options = {}) {
    const { device = "cpu", threads = 1 } = options;
    const ort =
      device === "cpu" ? await import("onnxruntime-web/wasm") : await import("onnxruntime-web/webgpu");
    ort.env.wasm.numThreads = threads;
    const executionProviders = [device === "cpu" ? "wasm" : "webgpu"];
    const common = { ...COMMON_OPTIONS, executionProviders };
    const session = await createSession(ort as OrtModule, model, common, options);
    return {
      inputs: session.inputs,
      outputs: session.outputs,
      release: () => session.release(),
      async run(feeds, fetches) {
        const results = await session.run(feeds, fetches);
        await nextTask();
        return results;
      },
    };
  },
};

/**
 * Lets messages and events in. WebAssembly runs within the task that calls it, so that without a pause a
 * worker would hear of an interruption only when its training is over. A timer would wait for up to four
 * milliseconds.
 */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
