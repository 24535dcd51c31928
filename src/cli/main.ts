import { readFileSync } from "node:fs";
import { survivePipes } from "./output.ts";
import { runProgram } from "./run-program.ts";

/**
 * The command line as the executable calls it. It leaves the exit code to the process's own end, so that what
 * is still on its way to stdout arrives.
 *
 * @param argv the arguments after the program's name.
 */
export async function run(argv: readonly string[]): Promise<void> {
  survivePipes();
  const exitCode = await runProgram(argv, {
    version: readVersion(),
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
  });
  if (exitCode !== 0) process.exitCode = exitCode;
}

function readVersion(): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
  );
  return manifest.version;
}
