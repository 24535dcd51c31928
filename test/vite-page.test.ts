import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OpenPage, openServed } from "./support/browser.ts";
import { findChromium } from "./support/chromium.ts";
import { filesUnder, root } from "./support/paths.ts";

const chromium = findChromium();
const skipped = chromium === undefined && !process.env.CI;
if (skipped) console.warn("No Chromium: the page that Vite builds is not opened. Set CHROMIUM_PATH.");
const folder = mkdtempSync(join(tmpdir(), "trainwell-vite-"));
const opened: OpenPage[] = [];

beforeAll(async () => {
  if (!existsSync(join(root, "dist", "browser.js")))
    throw new Error("dist/ is missing: run `npm run build` first.");
  const settings = { outDir: folder, emptyOutDir: true };
  if (!skipped) await build({ root: join(root, "examples/vite"), logLevel: "silent", build: settings });
});
afterAll(async () => {
  for (const { close } of opened) await close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens the example as `vite build` built it. */
async function openBuilt(read: (path: string) => Promise<string | Uint8Array> = readFile) {
  const contentAt = (path: string) => read(join(folder, path === "/" ? "index.html" : path));
  const page = await openServed(contentAt, { executablePath: chromium! });
  opened.push(page);
  return page;
}

const status = ({ page }: OpenPage) => page.textContent("#status");
const finished = ({ page }: OpenPage) =>
  page.waitForFunction(() => !document.querySelector<HTMLButtonElement>("#train")!.disabled);

test("the sources of the page import only public names and each other", () => {
  const sources = filesUnder("examples/vite").filter((path) => path.endsWith(".ts"));
  const specifiers = sources.flatMap((path) =>
    ts.preProcessFile(readFileSync(join(root, path), "utf8")).importedFiles.map(({ fileName }) => fileName),
  );
  expect(new Set(specifiers)).toEqual(new Set(["trainwell/browser", "./loss-curve.ts", "vite"]));
});

describe.skipIf(skipped)("the page that Vite builds", () => {
  test("trains the bundled table in a worker and shows curve, scores and model", {
    timeout: 180_000,
  }, async () => {
    const built = await openBuilt();
    const { page, messages } = built;
    await page.waitForFunction(() => document.querySelectorAll("#target option").length > 0);
    expect(await page.inputValue("#target")).toBe("cultivar");
    const workers: string[] = [];
    page.on("worker", (worker) => workers.push(worker.url()));
    await page.click("#train");
    await page.waitForSelector("#stop:not([disabled])");
    await finished(built);
    expect(await status(built)).toMatch(/^Trained \d+ epochs in /);
    expect(workers).toHaveLength(1);
    expect(await page.textContent("#headline")).toMatch(/^Test accuracy (1|0\.9\d*) on \d+ rows$/);
    expect(await page.locator("table tr").count()).toBeGreaterThan(3);
    const points = (await page.getAttribute("polyline.dev", "points"))!.split(" ");
    expect(points.length).toBeGreaterThan(5);
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("#download")]);
    expect(download.suggestedFilename()).toBe("model.onnx");
    expect(readFileSync((await download.path())!).length).toBeGreaterThan(10_000);
    expect(messages.filter((message) => /^(pageerror|error)/.test(message))).toEqual([]);
  });

  test("takes a table of the reader's, and says what is wrong with it", { timeout: 120_000 }, async () => {
    const [built] = opened;
    const { page } = built;
    const rows = Array.from({ length: 90 }, (_, row) => `${row % 9},${row % 2 ? "odd" : "even"}`);
    const choose = (name: string, text: string) =>
      page.setInputFiles("input[type=file]", { name, mimeType: "text/csv", buffer: Buffer.from(text) });
    await choose("own.csv", ["digit,kind", ...rows].join("\n"));
    await page.waitForFunction(() => document.querySelectorAll("#target option").length === 2);
    expect(await page.inputValue("#target")).toBe("kind");
    await choose("bad.csv", "a,b\n1,2\n3\n");
    await page.waitForSelector("#status.error");
    expect(await status(built)).toMatch(/^bad\.csv/);
  });

  test("stops when it is told to", { timeout: 120_000 }, async () => {
    const [built] = opened;
    const { page } = built;
    const rows = Array.from({ length: 6000 }, (_, row) => `${row % 97},${(row * row) % 89},${row % 5}`);
    await page.setInputFiles("input[type=file]", {
      name: "long.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(["a,b,c", ...rows].join("\n")),
    });
    await page.waitForFunction(() => document.querySelectorAll("#target option").length === 3);
    await page.click("#train");
    await page.waitForFunction(() => /^Epoch/.test(document.querySelector("#status")!.textContent!));
    await page.click("#stop");
    await finished(built);
    expect(await status(built)).toBe("Stopped.");
  });

  test.each([
    ["empty, as a bundler leaves one that it drops", "", /^The training worker did not answer within/],
    ["missing", undefined, /^The training worker failed: its script could not be loaded\./],
  ])(
    "a worker's script that is %s is an error with a way out",
    async (_, script, expected) => {
      const built = await openBuilt(async (path) => {
        if (!path.includes("worker-entry")) return readFile(path);
        if (script === undefined) throw new Error("There is none.");
        return script;
      });
      await built.page.waitForFunction(() => document.querySelectorAll("#target option").length > 0);
      await built.page.click("#train");
      await built.page.waitForSelector("#status.error", { timeout: 60_000 });
      expect(await status(built)).toMatch(expected);
      expect(await status(built)).toContain("trainwell/worker");
    },
    120_000,
  );
});
