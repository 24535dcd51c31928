import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";
import { allFindings } from "../src/clinic/findings/index.ts";
import { allTreatments } from "../src/clinic/treatments/index.ts";
import { allLayers } from "../src/nn/layers/index.ts";
import { allLosses } from "../src/nn/losses/index.ts";
import { allOptimizers } from "../src/optim/optimizers/index.ts";
import { allSchedules } from "../src/optim/schedules/index.ts";
import { filesUnder, root } from "./support/paths.ts";

const examples = existsSync(join(root, "examples"))
  ? filesUnder("examples").filter((path) => /^examples\/[^/]+\.ts$/.test(path))
  : [];
const PUBLIC_NAMES = ["trainwell", "trainwell/browser", "trainwell/testing", "zod/mini"];
let folder: string;

// Inside dist/, Node resolves "trainwell" to this package's own exports, as it does for a user.
beforeAll(() => {
  if (!existsSync(join(root, "dist", "index.js")))
    throw new Error("dist/ is missing: run `npm run build` first.");
  folder = mkdtempSync(join(root, "dist", "examples-"));
});

afterAll(() => {
  if (folder) rmSync(folder, { recursive: true, force: true });
});

test("examples are numbered from 01 without gaps", () => {
  const numbers = examples.map((path) => Number(/^(\d\d)-[a-z0-9-]+\.ts$/.exec(basename(path))?.[1]));
  expect(numbers.length).toBeGreaterThan(0);
  expect(numbers.sort((a, b) => a - b)).toEqual(numbers.map((_, i) => i + 1));
});

/** The kinds and ids that a text of ours defines as its reader would, also in examples of docstrings. */
function definedIn(text: string): string[] {
  const definition = /define[A-Z]\w*\((?:composeOptimizer\()?\{[\s*]*(?:kind|id): "([^"]+)"/g;
  return [...text.matchAll(definition)].map(([, name]) => name);
}

test("what examples and guides define begins with own, as no kind and no id of ours does", () => {
  const guides = [...filesUnder("docs"), ...filesUnder("src")].filter((path) =>
    /(\.md|(?<!\.test)\.ts)$/.test(path),
  );
  const texts = [...examples, ...guides].map((path) => readFileSync(join(root, path), "utf8"));
  const defined = texts.flatMap(definedIn);
  expect(defined.length).toBeGreaterThan(10);
  expect(defined.filter((name) => !/^own[A-Z-]/.test(name))).toEqual([]);
  const registries = [allLayers(), allLosses(), allOptimizers(), allSchedules()]
    .flat()
    .map(({ kind }) => kind);
  const ours = [...registries, ...[...allFindings(), ...allTreatments()].map(({ id }) => id)];
  expect(ours.filter((name) => name.startsWith("own"))).toEqual([]);
});

test.each(examples)("%s is short and imports only public names", (path) => {
  const text = readFileSync(join(root, path), "utf8");
  const specifiers = ts.preProcessFile(text).importedFiles.map((file) => file.fileName);
  expect(text.split("\n").length).toBeLessThanOrEqual(120);
  expect(specifiers.filter((name) => !PUBLIC_NAMES.includes(name) && !name.startsWith("node:"))).toEqual([]);
});

test.each(examples)(
  "%s runs",
  async (path) => {
    const script = join(folder, basename(path).replace(/\.ts$/, ".mjs"));
    await build({
      entryPoints: [join(root, path)],
      outfile: script,
      format: "esm",
      platform: "node",
      target: "node20",
    });
    const result = spawnSync(process.execPath, [script], { cwd: root, encoding: "utf8", timeout: 120_000 });
    expect(result.stderr).toBe("");
    expect(result.status).toBe(0);
    expect(result.stdout.length).toBeGreaterThan(0);
  },
  120_000,
);
