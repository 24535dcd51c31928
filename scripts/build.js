// Compiles src/ to dist/ with tsc: JavaScript and type declarations, file by file, nothing bundled.
import { spawnSync } from "node:child_process";
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Writes a fresh dist/; true when it compiled. The stamp .built is written last. */
export function build() {
  const dist = join(root, "dist");
  rmSync(dist, { recursive: true, force: true });
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const result = spawnSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], {
    cwd: root,
    stdio: ["ignore", 2, "inherit"],
  });
  if (result.status !== 0) return false;
  chmodSync(join(root, "bin", "trainwell.js"), 0o755);
  writeFileSync(join(dist, ".built"), "");
  return true;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = build() ? 0 : 1;
}
