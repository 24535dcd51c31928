import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { entry } from "./lib/document.js";
import { root } from "./lib/paths.js";

const LIMIT_BYTES = 110_000;

/** The page's entry and the worker's. */
const ENTRIES = ["dist/browser.js", "dist/train/worker/worker-entry.web.js"];

/**
 * The size of everything that a browser loads before the first step, the runtime excepted; as
 * test/bundle.test.ts counts.
 */
async function run() {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ENTRIES,
    outdir: join(root, "bundle"),
    splitting: true,
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    external: ["onnxruntime-web", "onnxruntime-web/*"],
  });
  const atOnce = new Set();
  const load = (path) => {
    if (atOnce.has(path)) return;
    atOnce.add(path);
    for (const found of metafile.outputs[path].imports) {
      if (found.kind === "import-statement" && !found.external) load(found.path);
    }
  };
  for (const [path, output] of Object.entries(metafile.outputs))
    if (ENTRIES.includes(output.entryPoint)) load(path);
  const chunks = outputFiles.filter(({ path }) => atOnce.has(relative(root, path)));
  const sizeBytes = chunks.reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0);
  return [
    entry({ name: "bundle", ours: sizeBytes, peerName: `limit ${LIMIT_BYTES}`, unit: "bytes gzipped" }),
  ];
}

export const benchmarks = [{ name: "bundle", run }];
