import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { normal, randomKey } from "../src/base/random.ts";
import type { ImproveResult } from "../src/index.ts";
import { decodeModel, encodeModel } from "../src/model/model.ts";
import { root } from "./support/paths.ts";

const executable = join(root, "bin", "trainwell.js");
const settings = { encoding: "utf8", timeout: 200_000, maxBuffer: 1e8 } as const;
let folder: string;

/** Houses whose price is linear in raw areas, with a noise of 20,000. */
function houses(): string {
  const key = randomKey(5);
  const rows = Array.from({ length: 600 }, (_, row) => {
    const area = 1500 + 500 * normal(key, 3 * row);
    const lot = 10_000 + 4000 * normal(key, 3 * row + 1);
    const price = 100 * area + 3 * lot + 20_000 * normal(key, 3 * row + 2);
    return `${Math.round(area)},${Math.round(lot)},${Math.round(price)}`;
  });
  return ["area,lot,price", ...rows].join("\n");
}

const sick = [
  ["data.normalize", "none"],
  ["optimizer.kind", "sgd"],
  ["optimizer.learningRate", "0.1"],
  ["optimizer.weightDecay", "0"],
  ["training.epochs", "12"],
].flatMap(([path, value]) => ["--set", `${path}=${value}`]);

function trainwell(...args: string[]) {
  return spawnSync(process.execPath, [executable, ...args, "--json"], { ...settings, cwd: folder });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "trainwell-diverged-"));
  writeFileSync(join(folder, "houses.csv"), houses());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a baseline that diverged loses to a finite recipe, and is told in words", () => {
  const { status, stdout } = trainwell(
    "improve",
    "houses.csv",
    "-t",
    "price",
    "--budget",
    "2 trials",
    ...sick,
  );
  expect(status).toBe(0);
  const result: ImproveResult = JSON.parse(stdout);
  const atFirst = result.findings.filter(({ state }) => state !== "new").map(({ id }) => id);
  expect(atFirst).toEqual(["unscaled-inputs", "learning-rate-too-high"]);
  const kept = result.steps.find((step) => step.kept)!;
  expect(kept.reason).toMatch(/^Kept: without it \d+ of 10 trainings diverged, with it none did\.$/);
  // The noise is 20,000; 120 test rows estimate it to within a fifth.
  expect(result.test!.metrics.rmse).toBeLessThan(26_000);
});

test("a fit that diverged ends with a sentence, without a model and without a scoring", () => {
  const { status, stdout } = trainwell(
    ...["fit", "houses.csv", "-t", "price", "--final-test", "-o", "fitted", ...sick],
  );
  expect(status).toBe(1);
  expect(JSON.parse(stdout).error).toMatchObject({
    code: "training-diverged",
    message: expect.stringMatching(/^The training diverged: .+ no model to score or to predict by\.$/),
    hint: expect.stringContaining("Standardize the inputs"),
  });
  expect(existsSync(join(folder, "fitted"))).toBe(false);
});

test("a stored model whose weights are not finite does not predict", () => {
  trainwell("fit", "houses.csv", "-t", "price", "--epochs", "1", "-o", "healthy");
  const file = join(folder, "healthy", "model.safetensors");
  const model = decodeModel(new Uint8Array(readFileSync(file)), file);
  model.members[0].parameters[0] = Number.NaN;
  writeFileSync(file, encodeModel(model));
  const { status, stdout } = trainwell("predict", "houses.csv", "-m", "healthy", "-o", "predicted.csv");
  expect(status).toBe(1);
  expect(JSON.parse(stdout).error.code).toBe("model-not-finite");
  expect(readdirSync(folder)).not.toContain("predicted.csv");
});
