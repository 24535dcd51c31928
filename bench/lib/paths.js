import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Where the peers' packages and everything that benchmarks write lie; ignored by git. */
export const scratch = join(root, ".bench");

/** The build that is measured; BENCH_DIST names another one, for comparing two versions. */
export const builtFolder = process.env.BENCH_DIST ?? join(root, "dist");

export const benchFile = (...parts) => join(root, "bench", ...parts);

/** Python of the virtual environment that install-peers.js makes; undefined while it is missing. */
export function peerPython() {
  const python =
    process.platform === "win32"
      ? join(root, ".venv", "Scripts", "python.exe")
      : join(root, ".venv", "bin", "python");
  return existsSync(python) ? python : undefined;
}

/** Like {@link peerPython}, but an error that says what to do. */
export function requirePeerPython() {
  const python = peerPython();
  if (python === undefined)
    throw new Error("The Python peers are missing: run `node bench/install-peers.js`.");
  return python;
}
