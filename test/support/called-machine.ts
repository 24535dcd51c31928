import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.ts";

/**
 * A call of the command line in a folder of its own, as on another machine.
 *
 * @param prefix words before the command.
 */
export function callIn(folder: string, args: readonly string[], prefix: readonly string[] = []) {
  mkdirSync(folder, { recursive: true });
  const [program, ...rest] = [...prefix, process.execPath, join(root, "bin", "trainwell.js"), ...args];
  const child = spawn(program, rest, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].on("data", (bytes) => {
      said[name] += bytes;
    });
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, ...said })),
  );
  return { child, ended, said };
}
