import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { examine } from "../../actions/examine/examine.ts";
import { normal, randomKey } from "../../base/random.ts";
import { speak } from "../speak.samples.ts";

const folder = mkdtempSync(join(tmpdir(), "trainwell-examine-"));
afterAll(() => rmSync(folder, { recursive: true }));

const data = join(folder, "data.csv");
const rows = Array.from({ length: 120 }, (_, row) => {
  const [a, b] = [1, 2].map((column) => normal(randomKey(column), row));
  return `${a},${b},${2 * a - b}`;
});
writeFileSync(data, ["a,b,y", ...rows].join("\n"));

test("examines what it is asked for, and writes numbers and drawings", async () => {
  const recipe = join(folder, "recipe.json");
  const content = {
    schema: 1,
    data: { target: "y" },
    network: { layers: [{ id: "output", kind: "dense", units: "outputs" }] },
    loss: { kind: "meanSquaredError" },
    optimizer: { kind: "sgd", learningRate: 0.1 },
    training: { epochs: 150, batchSize: "all" },
  };
  writeFileSync(recipe, JSON.stringify(content));
  const out = join(folder, "out");
  const { code, out: text } = await speak(
    "--quiet",
    "examine",
    data,
    "-r",
    recipe,
    "--learning-rate",
    "--sharpness",
    "--landscape",
    "-o",
    out,
  );
  expect(code).toBe(0);
  expect(readdirSync(out).sort()).toEqual(["examination.json", "learning-rate.svg", "line.svg", "plane.svg"]);
  const found = JSON.parse(readFileSync(join(out, "examination.json"), "utf8"));
  // A mean squared error of standardized inputs has a curvature of about 2 and nothing but a minimum.
  expect(found.sharpness).toMatchObject({
    kind: "minimum",
    converged: true,
    stability: { verdict: "stable" },
  });
  expect(found.sharpness.largest).toBeGreaterThan(1.8);
  expect(found.sharpness.largest).toBeLessThan(3);
  expect(found.learningRate.suggestion).toBeGreaterThan(0.01);
  expect(found.learningRate.suggestion).toBeLessThan(2 / found.sharpness.largest);
  expect(found.landscape.line.barrier).toBe(0);
  expect(found.landscape.plane.losses.flat()).toHaveLength(441);
  expect(found.batchSize).toBeNull();
  expect(text).toContain("These are a minimum.");
  expect(text).toContain("below the edge of stability");
  expect(text).not.toContain("Batch size");
});

test("by default makes all but the landscape, as JSON", async () => {
  const { code, out } = await speak(
    "--quiet",
    "--json",
    "examine",
    data,
    "-t",
    "y",
    "-s",
    "training.epochs=2",
  );
  expect(code).toBe(0);
  const { learningRate, batchSize, sharpness, landscape, files } = JSON.parse(out);
  expect(learningRate.curves).toHaveLength(3);
  expect(batchSize.costs.map((cost: { batchSize: number }) => cost.batchSize)).toEqual([8, 16, 32]);
  expect(sharpness.largest).toBeGreaterThan(sharpness.smallest);
  expect([landscape, files]).toEqual([null, {}]);
});

test("stops between calls of the engine when it is interrupted, and leaves no empty folder", async () => {
  const controller = new AbortController();
  const out = join(folder, "interrupted");
  const stages: string[] = [];
  const call = examine({
    data,
    target: "y",
    task: null,
    types: [],
    header: null,
    sheet: null,
    decimal: null,
    gaps: [],
    split: null,
    splitSizes: null,
    recipe: null,
    set: [],
    seed: null,
    threads: null,
    out,
    examinations: [],
    signal: controller.signal,
    progress: (event) => {
      if (event.type !== "stageStarted") return;
      stages.push(event.stage);
      if (stages.length === 2) controller.abort(new Error("stopped by the test"));
    },
  });
  await expect(call).rejects.toThrow("stopped by the test");
  expect(stages).toHaveLength(2);
  expect(existsSync(out)).toBe(false);
});

test("names what is wrong with the call", async () => {
  const missing = await speak("--quiet", "examine", data);
  expect([missing.code, missing.err]).toEqual([2, expect.stringContaining("--target")]);
  expect((await speak("--quiet", "examine", join(folder, "none.csv"), "-t", "y")).code).toBe(2);
});
