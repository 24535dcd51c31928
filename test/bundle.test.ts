import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { filesUnder, root } from "./support/paths.ts";

/**
 * Everything that a browser loads before the first step, the runtime excepted; raised from 60 kB for the
 * toolbox: 40 layers, 7 losses, 6 optimizers, augmentation, arrays as data and WebGPU more; and from 110 kB
 * for what kinds and options say of themselves, 20 kB of texts that forms and help pages are made of and that
 * stand in the definitions, in one place; from 130 kB for what each loss says of chance; and from 133 kB for
 * numbers as people write them in records, for copies kept in one part, and for inputs with long tails; and
 * from 148.5 kB for refusing networks that would fill a machine's memory, a tab's too; and from
 * 150.5 kB for dates as people write them, in records and columns, and what a network gets of them; and
 * from 156.5 kB for a word on workers that do not answer; and from 157 kB for training rows that are
 * evaluated as dev rows are, without which curves contradict findings, and a word on dates as a target; and
 * from 157.8 kB for `fitInPage`, which is loaded later, but shares so much of this that it is cut into more
 * chunks, each packed by itself; and from 160 kB for values that are taken as missing after reading, the
 * place where a text stops being JSON, and dates that stay words; and from 162.5 kB for embeddings of numbers
 * and a schedule, by which networks come up to trees on tables; and from 163.5 kB for several networks in one
 * and factors of features, by which they pass them; and from 165.5 kB for masks that take a step a product
 * each and no hash, and trainings that wait to be judged;
 * and from 166 kB for categories told by means of the target, which a page fits and applies as Node does;
 * and from 167.5 kB for masks whose counters are fed instead of being hashed in every call;
 * and from 168 kB for models that are fed with their sizes, and serve all widths.
 */
const LIMIT_BYTES = 169_000;
/** The bytes that `fitInPage` loads beside that before its first step; scores come after the last. */
const FIT_LIMIT_BYTES = 18_500;
const FIT_IN_PAGE = "src/lab/page/fit-in-page.ts";

/**
 * Code made from text, also by another name for the constructor, as libraries write it to get past linters.
 */
const CODE_FROM_TEXT = /\bnew Function\b|\bFunction\(|=\s*Function\b|\beval\(/;

const settings = {
  bundle: true,
  minify: true,
  write: false,
  format: "esm",
  platform: "browser",
  target: "es2022",
  external: ["onnxruntime-web", "onnxruntime-web/*"] as string[],
} as const;

interface Chunk {
  readonly text: string;
  /** Whether it is loaded with the page's or the worker's entry, and not later by `import()`. */
  readonly atOnce: boolean;
  /** Whether it is loaded when `fitInPage` is called. */
  readonly withFit: boolean;
}

/**
 * The package as a browser gets it: the page's entry and the worker's, with what both need in chunks of its
 * own.
 */
async function browserChunks(): Promise<Chunk[]> {
  const entries = ["src/browser.ts", "src/train/worker/worker-entry.web.ts"];
  const options = {
    splitting: true,
    outdir: join(root, "bundle"),
    absWorkingDir: root,
    metafile: true,
  } as const;
  const { outputFiles, metafile } = await build({ ...settings, ...options, entryPoints: entries });
  const loadedWith = (wanted: readonly string[]) => {
    const loaded = new Set<string>();
    const load = (path: string) => {
      if (loaded.has(path)) return;
      loaded.add(path);
      for (const found of metafile.outputs[path].imports) {
        if (found.kind === "import-statement" && !found.external) load(found.path);
      }
    };
    for (const [path, output] of Object.entries(metafile.outputs)) {
      if (output.entryPoint !== undefined && wanted.includes(output.entryPoint)) load(path);
    }
    return loaded;
  };
  const [atOnce, withFit] = [loadedWith(entries), loadedWith([FIT_IN_PAGE])];
  return outputFiles.map(({ path, text }) => {
    const name = relative(root, path);
    return { text, atOnce: atOnce.has(name), withFit: withFit.has(name) };
  });
}

function packedSize(chunks: readonly Chunk[]): number {
  return chunks.reduce((sum, { text }) => sum + gzipSync(text, { level: 9 }).length, 0);
}

async function bundleText(contents: string): Promise<string> {
  const { outputFiles } = await build({
    ...settings,
    stdin: { contents, resolveDir: root, loader: "ts" },
    logLevel: "silent",
  });
  return outputFiles[0].text;
}

test("what a browser loads before the first step stays under its limit, gzipped, and needs nothing of Node", async () => {
  const sizeBytes = packedSize((await browserChunks()).filter((chunk) => chunk.atOnce));
  expect(sizeBytes).toBeGreaterThan(10_000);
  expect(sizeBytes).toBeLessThan(LIMIT_BYTES);
});

test("what fitInPage loads before its first step stays under its limit, without scores and predictions", async () => {
  const more = (await browserChunks()).filter((chunk) => chunk.withFit && !chunk.atOnce);
  expect(packedSize(more)).toBeGreaterThan(5000);
  expect(packedSize(more)).toBeLessThan(FIT_LIMIT_BYTES);
  expect(more.filter(({ text }) => text.includes("probability of "))).toEqual([]);
});

test("nothing that reaches a browser makes code from text", async () => {
  const chunks = await browserChunks();
  expect(chunks.flatMap(({ text }) => text.match(CODE_FROM_TEXT) ?? [])).toEqual([]);
});

test.each([
  'export const f = new Function("return 1");',
  "export const f = (code: string) => eval(code);",
  "const F = Function; export const f = (code: string) => new F(code);",
])("planted code from text is seen: %s", async (planted) => {
  expect(await bundleText(planted)).toMatch(CODE_FROM_TEXT);
});

test("a planted import of a Node module does not bundle", async () => {
  const stdin = 'import { readFileSync } from "node:fs"; export const f = readFileSync;';
  await expect(bundleText(stdin)).rejects.toThrow("node:fs");
});

test("a bundler that drops what nothing uses keeps the worker's code", async () => {
  const size = async (contents: string) => (await bundleText(contents)).length;
  const [kept, whole] = [
    await size('import "trainwell/worker";'),
    await size('export * from "trainwell/worker";'),
  ];
  expect(kept).toBeGreaterThan(50_000);
  expect(Math.abs(kept - whole)).toBeLessThan(1000);
});

test("the package names the entries of threads as files that run when they are loaded", () => {
  const { sideEffects } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const entries = filesUnder("src").filter((path) => /-entry\.\w+\.ts$/.test(path));
  const built = entries.map((path) => path.replace(/^src/, "./dist").replace(/ts$/, "js"));
  expect(sideEffects.toSorted()).toEqual(built.sort());
});
