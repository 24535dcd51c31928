import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { root } from "./support/paths.ts";

/** Everything that a browser loads before the first step, the runtime excepted. */
const LIMIT_BYTES = 60_000;

/** Code made from text, also by another name for the constructor, as libraries write it to get past linters. */
const CODE_FROM_TEXT = /\bnew Function\b|\bFunction\(|=\s*Function\b|\beval\(/;

async function bundle(entry: { stdin: string } | { path: string }): Promise<string> {
  const source =
    "path" in entry
      ? { entryPoints: [join(root, entry.path)] }
      : { stdin: { contents: entry.stdin, resolveDir: root, loader: "ts" as const } };
  const { outputFiles } = await build({
    ...source,
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    external: ["onnxruntime-web", "onnxruntime-web/*"],
  });
  return outputFiles[0].text;
}

test("the browser entry stays under 60 kB gzipped and needs nothing of Node", async () => {
  const text = await bundle({ path: "src/browser.ts" });
  expect(text.length).toBeGreaterThan(1000);
  expect(gzipSync(text, { level: 9 }).length).toBeLessThan(LIMIT_BYTES);
});

test("the browser entry makes no code from text", async () => {
  expect((await bundle({ path: "src/browser.ts" })).match(CODE_FROM_TEXT)).toBeNull();
});

test.each([
  'export const f = new Function("return 1");',
  "export const f = (code: string) => eval(code);",
  "const F = Function; export const f = (code: string) => new F(code);",
])("planted code from text is seen: %s", async (planted) => {
  expect(await bundle({ stdin: planted })).toMatch(CODE_FROM_TEXT);
});

test("a planted import of a Node module does not bundle", async () => {
  const stdin = 'import { readFileSync } from "node:fs"; export const f = readFileSync;';
  await expect(
    build({
      stdin: { contents: stdin, resolveDir: root },
      bundle: true,
      write: false,
      platform: "browser",
      logLevel: "silent",
    }),
  ).rejects.toThrow("node:fs");
});
