import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { COPY_PORTS, copyModel } from "./copy-model.ts";

/** A driver that takes longer than this to say what it has is not one to train with. */
const PATIENCE_MS = 30_000;

/** What the child process runs: it copies a number on the device, and says on stdout why it cannot. */
const SCRIPT = `
const [path, model] = process.argv.slice(1);
const { InferenceSession, Tensor } = require(path);
const say = (error) => process.stdout.write(String(error?.message ?? error), () => process.exit(1));
InferenceSession.create(Buffer.from(model, "base64"), { executionProviders: ["webgpu"], logSeverityLevel: 4 })
  .then((session) => session.run({ ${COPY_PORTS.input}: new Tensor("float32", [1], [1]) }))
  .then(() => process.exit(0), say);
`;

/**
 * Says why nothing can be computed on WebGPU here, or undefined where it can. A process of its own tries it, because
 * broken drivers end the one that calls them, and what they print should reach nobody.
 */
export function webgpuFailure(): Promise<string | undefined> {
  const runtime = createRequire(import.meta.url).resolve("onnxruntime-node");
  const model = Buffer.from(copyModel("float32", 1)).toString("base64");
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["--input-type=commonjs", "-e", SCRIPT, runtime, model],
      { timeout: PATIENCE_MS, windowsHide: true },
      (error, stdout) => resolve(error === null ? undefined : reasonOf(stdout)),
    );
  });
}

/** ONNX Runtime's message begins with the place in its sources; its last sentence says what is wrong. */
function reasonOf(message: string): string {
  const last = message
    .trim()
    .split("\n")[0]
    .split(/ was false\. /)
    .at(-1)
    ?.trim();
  return last ? last.replace(/\.$/, "") : "the graphics driver failed";
}
