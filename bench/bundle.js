import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { entry } from "./lib/document.js";
import { root } from "./lib/paths.js";

const LIMIT_BYTES = 60_000;

/** The size of everything that a browser loads before the first step, the runtime excepted. */
async function run() {
  const { outputFiles } = await build({
    entryPoints: [join(root, "dist", "browser.js")],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    external: ["onnxruntime-web", "onnxruntime-web/*"],
  });
  const sizeBytes = gzipSync(outputFiles[0].contents, { level: 9 }).length;
  return [
    entry({ name: "bundle", ours: sizeBytes, peerName: `limit ${LIMIT_BYTES}`, unit: "bytes gzipped" }),
  ];
}

export const benchmarks = [{ name: "bundle", run }];
