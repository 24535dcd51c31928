import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { input, matMul } from "../graph/operations/index.ts";
import { lowerProgram } from "./lower.ts";
import { inputPort } from "./names.ts";
import type { Precision } from "./scope.ts";

/** A driver that takes longer than this to say what it has is not one to train with. */
const PATIENCE_MS = 30_000;

/** The abilities of a machine's WebGPU: float32 with or without float16, or none, and then why. */
export type WebgpuSupport = { readonly float16: boolean } | { readonly failure: string };

/**
 * The program of the child process: it multiplies on the device, and says on stdout in what it can or why it
 * cannot.
 */
const SCRIPT = `
const [path, full, half] = process.argv.slice(1);
const { InferenceSession, Tensor } = require(path);
const one = new Tensor("float32", [1], [1, 1]);
const run = async (model) => {
  const options = { executionProviders: ["webgpu"], logSeverityLevel: 4 };
  const session = await InferenceSession.create(Buffer.from(model, "base64"), options);
  await session.run({ "${inputPort("x")}": one });
};
const say = (text, code) => process.stdout.write(text, () => process.exit(code));
run(full).then(
  () => run(half).then(() => say("float16", 0), () => say("float32", 0)),
  (error) => say(String(error?.message ?? error), 1),
);
`;

/**
 * Says what can be computed on WebGPU here. A process of its own tries it, because broken drivers end the one
 * that calls them, and what they print should reach nobody.
 */
export function webgpuSupport(): Promise<WebgpuSupport> {
  const runtime = createRequire(import.meta.url).resolve("onnxruntime-node");
  const script = ["--input-type=commonjs", "-e", SCRIPT];
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...script, runtime, squareModel("float32"), squareModel("mixed")],
      { timeout: PATIENCE_MS, windowsHide: true },
      (error, stdout) =>
        resolve(error === null ? { float16: stdout === "float16" } : { failure: reasonOf(stdout) }),
    );
  });
}

/** The square of a number as a product of matrices, in base 64. */
function squareModel(precision: Precision): string {
  const x = input("x", { dtype: "float32", shape: [1, 1] });
  const program = { kind: "single" as const, inputs: [x], outputs: [{ name: "y", tensor: matMul(x, x) }] };
  return Buffer.from(lowerProgram(program, { device: "webgpu", precision })).toString("base64");
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
