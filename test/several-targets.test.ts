import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { normal, randomKey, uniform } from "../src/base/random.ts";
import type { FitResult, ImproveResult } from "../src/index.ts";
import { root } from "./support/paths.ts";

const executable = join(root, "bin", "trainwell.js");
const ROWS = 300;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "trainwell-targets-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(args: readonly string[]) {
  return spawnSync(process.execPath, [executable, ...args, "--json"], {
    encoding: "utf8",
    timeout: 200_000,
    maxBuffer: 1e8,
    cwd: folder,
  });
}

function json(args: readonly string[]) {
  const result = run(args);
  expect(result.stderr, result.stderr).not.toMatch(/error/i);
  expect(result.status).toBe(0);
  return JSON.parse(result.stdout);
}

/** A table of the numbers a, b and c, standard normal, and of what follows from them. */
function writeTable(name: string, targets: Record<string, (row: Inputs, chance: number) => string | number>) {
  const names = Object.keys(targets);
  const lines = Array.from({ length: ROWS }, (_, index) => {
    const [a, b, c] = [0, 1, 2].map((input) => normal(randomKey(7, input), index));
    const cells = names.map((target, place) =>
      targets[target]({ a, b, c }, uniform(randomKey(8, place), index)),
    );
    return [a, b, c, ...cells].join(",");
  });
  writeFileSync(join(folder, name), [["a", "b", "c", ...names].join(","), ...lines].join("\n"));
}

interface Inputs {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

function predictions(file: string): { header: string; rows: string[][] } {
  const [header, ...lines] = readFileSync(join(folder, file), "utf8").trim().split("\n");
  return { header, rows: lines.map((line) => line.split(",")) };
}

/** The exported model's outputs for a table whose inputs are the first three columns, row by row. */
async function onnxOutputs(model: string, table: string) {
  const rows = readFileSync(join(folder, table), "utf8").trim().split("\n").slice(1);
  const column = (place: number) => Float64Array.from(rows, (line) => Number(line.split(",")[place]));
  const session = await InferenceSession.create(join(folder, model), { logSeverityLevel: 3 });
  const feeds = Object.fromEntries(
    ["a", "b", "c"].map((name, place) => [name, new Tensor("float64", column(place), [rows.length, 1])]),
  );
  const results = await session.run(feeds);
  await session.release();
  return results;
}

/**
 * Float32 on both sides, in graphs of another shape: a few units in the last place of the numbers at hand.
 */
function expectClose(received: ArrayLike<number>, expected: readonly number[]) {
  expect(received.length).toBe(expected.length);
  const worst = Math.max(
    ...expected.map((value, index) => Math.abs(value - received[index]) / (1 + Math.abs(value))),
  );
  expect(worst).toBeLessThan(1e-5);
}

describe("several labels", () => {
  const yes = (holds: boolean) => (holds ? "yes" : "no");
  const targets = ["--target", "red", "--target", "round, or nearly"];
  beforeAll(() => {
    writeTable("labels.csv", {
      red: ({ a, b }) => yes(a + b > 0),
      '"round, or nearly"': ({ c }) => yes(c > 1),
    });
  });

  test("are shown by inspect, with the rows that have each", () => {
    const { target } = json(["inspect", "labels.csv", ...targets]);
    expect(target).toMatchObject({ task: "multiLabel", columns: ["red", "round, or nearly"] });
    expect(target.labels[1].count).toBeGreaterThan(0.1 * ROWS);
    expect(target.labels[1].count).toBeLessThan(0.25 * ROWS);
  });

  test("are learnt, predicted in their own words, and exported", async () => {
    const result: FitResult = json(["fit", "labels.csv", ...targets, "--epochs", "30", "--out", "labels"]);
    // Guessing the commoner answer of each label is wrong in about a third of all.
    expect(result.dev.metrics.hammingLoss).toBeLessThan(0.1);
    expect(result.dev.perClass?.map(({ label }) => label)).toEqual(["red", "round, or nearly"]);
    json(["predict", "labels.csv", "--model", "labels", "--out", "labels-predicted.csv"]);
    const { header, rows } = predictions("labels-predicted.csv");
    expect(header).toBe(
      'prediction of red,"prediction of round, or nearly",probability of red,"probability of round, or ' +
        'nearly"',
    );
    expect(new Set(rows.flatMap((cells) => cells.slice(0, 2)))).toEqual(new Set(["yes", "no"]));
    for (const cells of rows) expect(cells[0] === "yes").toBe(Number(cells[2]) >= 0.5);
    const outputs = await onnxOutputs("labels/model.onnx", "labels.csv");
    expect(outputs.probabilities.dims).toEqual([ROWS, 2]);
    expectClose(
      outputs.probabilities.data as Float32Array,
      rows.flatMap((cells) => cells.slice(2).map(Number)),
    );
    expect(Array.from(outputs.labels.data as Uint8Array, Boolean)).toEqual(
      rows.flatMap((cells) => cells.slice(0, 2).map((word) => word === "yes")),
    );
  });

  test("are improved, judged by the Brier score and the Hamming loss", () => {
    const result: ImproveResult = json([
      "improve",
      "labels.csv",
      ...targets,
      ...["--epochs", "12", "--budget", "1 trial", "--out", "labels-improved"],
    ]);
    expect(result.judgedBy).toMatchObject({ loss: "mean Brier score", metric: "hammingLoss" });
    expect(result.test?.metrics.hammingLoss).toBeLessThan(0.15);
    const report = readFileSync(join(folder, result.files.report), "utf8");
    expect(report).toContain("Confusion matrix of red");
    expect(report).toContain("Confusion matrix of round, or nearly");
  });
});

describe("several values", () => {
  beforeAll(() => {
    writeTable("values.csv", {
      height: ({ a, b }) => 1000 + 200 * a - 100 * b,
      weight: ({ c }, chance) => 0.01 * c + 0.001 * chance,
    });
  });

  test("are learnt with their own scales, and scored one by one", async () => {
    const fitted: FitResult = json([
      "fit",
      "values.csv",
      ...["--target", "height,weight", "--epochs", "60", "--out", "values"],
    ]);
    expect(fitted.dev.perValue?.map(({ column }) => column)).toEqual(["height", "weight"]);
    for (const { metrics } of fitted.dev.perValue!) expect(metrics.r2).toBeGreaterThan(0.9);
    const { unjudged } = json(["diagnose", "--run", fitted.run]);
    expect(unjudged.map(({ id, missing }: { id: string; missing: string[] }) => [id, missing])).toEqual([
      ["below-floor", ["floor"]],
    ]);
    json(["predict", "values.csv", "--model", "values", "--out", "values-predicted.csv"]);
    const { header, rows } = predictions("values-predicted.csv");
    expect(header).toBe("prediction of height,prediction of weight");
    const { prediction } = await onnxOutputs("values/model.onnx", "values.csv");
    expect(prediction.dims).toEqual([ROWS, 2]);
    expectClose(prediction.data as Float32Array, rows.flat().map(Number));
  });

  test("are diagnosed in standard deviations, so that no column outweighs another", () => {
    const { dev, findings, unjudged } = json([
      "diagnose",
      "values.csv",
      ...["--target", "height,weight", "--epochs", "5"],
    ]);
    expect(unjudged).toEqual([]);
    const [height, weight] = dev.perValue.map((value: { metrics: { rmse: number } }) => value.metrics.rmse);
    expect(height / weight).toBeGreaterThan(1000);
    expect(dev.metrics.relativeRmse).toBeLessThan(2);
    expect(JSON.stringify(findings)).toContain("relative RMSE");
  });

  test("have their quantiles predicted side by side, which cover what they say", () => {
    const result: FitResult = json([
      "fit",
      "values.csv",
      ...["--target", "height,weight", "--epochs", "60", "--out", "quantiles"],
      ...["--set", "loss.kind=quantile", "--set", "loss.quantiles=[0.1,0.9]"],
    ]);
    expect(result.train.perQuantile?.map(({ quantile }) => quantile)).toEqual([0.1, 0.9]);
    // With 180 training rows the shares have a standard error of 2 points; the network is not yet converged.
    for (const { quantile, below } of result.train.perQuantile!)
      expect(Math.abs(below - quantile)).toBeLessThan(0.12);
    json(["predict", "values.csv", "--model", "quantiles", "--out", "quantiles-predicted.csv"]);
    expect(predictions("quantiles-predicted.csv").header).toBe(
      "quantile 0.1 of height,quantile 0.9 of height,quantile 0.1 of weight,quantile 0.9 of weight",
    );
  });
});

describe("counts", () => {
  /** The count whose cumulative Poisson probability first exceeds the chance. */
  const poisson = (rate: number, chance: number) => {
    let count = 0;
    let probability = Math.exp(-rate);
    for (let sum = probability; sum < chance && count < 50; sum += probability) {
      count++;
      probability *= rate / count;
    }
    return count;
  };

  test("are learnt by the Poisson loss without being told that they are no classes, and predicted as rates", () => {
    writeTable("counts.csv", {
      visits: ({ a, b }, chance) => poisson(Math.exp(0.5 + 0.5 * a - 0.3 * b), chance),
    });
    const result: FitResult = json([
      "fit",
      "counts.csv",
      ...["--target", "visits", "--set", "loss.kind=poisson", "--epochs", "40", "--out", "counts"],
    ]);
    expect(result.recipe).toMatchObject({ data: { task: "regression" }, loss: { kind: "poisson" } });
    // The variance of the rates is about half that of the counts.
    expect(result.train.metrics.r2).toBeGreaterThan(0.25);
    json(["predict", "counts.csv", "--model", "counts", "--out", "counts-predicted.csv"]);
    expect(predictions("counts-predicted.csv").rows.every(([rate]) => Number(rate) > 0)).toBe(true);
  });

  test("that are negative are refused by row and column, and leave nothing behind", () => {
    writeTable("negative.csv", { change: ({ a }) => Math.round(5 * a) });
    const { status, stdout } = run([
      "fit",
      "negative.csv",
      ...["--target", "change", "--set", "loss.kind=poisson", "--out", "negative"],
    ]);
    expect(status).toBe(2);
    expect(stdout).toMatch(
      /needs targets of at least 0; row \d+ of the data has -\d+ in column \\"change\\"/,
    );
    expect(existsSync(join(folder, "negative"))).toBe(false);
  });
});
