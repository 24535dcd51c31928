import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { root } from "./support/paths.ts";

// Worker threads need the compiled files.
const libraryUrl = pathToFileURL(join(root, "dist", "index.js")).href;
const { improve, predict }: typeof import("../src/index.ts") = await import(libraryUrl);

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trainwell-short-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it("a budget that is spent at once leaves a model of one epoch, and says so", async () => {
  const data = join(root, "data", "diabetes.csv");
  const [store, out] = [join(folder, "store"), join(folder, "out")];
  const said: string[] = [];
  const result = await improve({
    data,
    target: "progression",
    store,
    out,
    set: [{ path: "training.epochs", value: 5000 }],
    budget: { durationMs: 1, trials: null },
    progress: (event) => {
      if (event.type === "note") said.push(event.message);
    },
  });
  expect(result.steps).toEqual([]);
  expect(result.stopped.reason).toBe("time");
  expect(said.join("\n")).toMatch(/spent after \d+ of 5000 epochs of the baseline/);
  expect(result.dev.metrics.rmse).toBeGreaterThan(0);
  expect(await predict({ data, model: out, store, out: "-" })).toBeDefined();
});
