import { runProgram } from "./run-program.ts";

/** Runs the command line within the test's process; what it wrote, and its exit code. */
export async function speak(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ["", ""];
  const code = await runProgram(argv, {
    version: "0.0.0",
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    environment: {},
  });
  return { code, out, err };
}
