// Compiles src/ to dist/ with tsc: JavaScript and type declarations, file by file. Only what a thread loads
// is then bundled, in its place: every thread loads its modules anew.
import { spawnSync } from "node:child_process";
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");

/** The scripts of Node's threads, below dist/. */
const THREADS = ["train/worker/worker-entry.node.js", "train/feed/preparer-entry.node.js"];

/** Writes a fresh dist/; true when it compiled. The stamp .built is written last. */
export function build() {
  rmSync(dist, { recursive: true, force: true });
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const result = spawnSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], {
    cwd: root,
    stdio: ["ignore", 2, "inherit"],
  });
  if (result.status !== 0) return false;
  bundleThreads();
  chmodSync(join(root, "bin", "trainwell.js"), 0o755);
  writeFileSync(join(dist, ".built"), "");
  return true;
}

/** Writes each thread's script as one file, beside files of what both have and of what is loaded later. */
function bundleThreads() {
  // This script is loaded before the packages are installed.
  const { buildSync } = createRequire(import.meta.url)("esbuild");
  buildSync({
    entryPoints: THREADS.map((path) => join(dist, path)),
    absWorkingDir: root,
    outdir: dist,
    outbase: dist,
    allowOverwrite: true,
    chunkNames: "train/worker/parts/[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    // Native, or loaded by few trainings; what is bundled is named in THIRD-PARTY.md.
    external: ["onnxruntime-node", "onnxruntime-common", "@bufbuild/protobuf"],
    logLevel: "warning",
  });
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = build() ? 0 : 1;
}
