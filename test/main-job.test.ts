import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ImproveResult } from "../src/index.ts";
import { openSqliteStore } from "../src/store/sqlite-store.node.ts";
import { root } from "./support/paths.ts";

const executable = join(root, "bin", "trainwell.js");
const cancer = join(root, "data", "breast-cancer.csv");
const unscaled = ["--target", "diagnosis", "--set", "data.normalize=none", "--epochs", "12"];
const settings = { encoding: "utf8", timeout: 200_000, maxBuffer: 1e8 } as const;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "trainwell-main-job-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function json(args: readonly string[]) {
  const result = spawnSync(process.execPath, [executable, ...args, "--json"], { ...settings, cwd: folder });
  expect(result.stderr, result.stderr).not.toMatch(/error/i);
  expect(result.status).toBe(0);
  return JSON.parse(result.stdout);
}

describe("improve on a real table whose inputs were left unscaled", () => {
  let result: ImproveResult;
  beforeAll(() => {
    const own = ["--seed", "7", "--budget", "1 trial", "--out", "improved"];
    result = json(["improve", cancer, ...unscaled, ...own]);
  });

  test("finds the cause, tries its treatment, and keeps it with evidence", () => {
    expect(result.findings.map((finding) => finding.id)).toContain("unscaled-inputs");
    expect(result.steps).toHaveLength(1);
    expect(result.steps[0]).toMatchObject({ finding: "unscaled-inputs", kept: true });
    expect(result.steps[0].low).toBeGreaterThan(0);
    expect(result.dev.metrics.accuracy).toBeGreaterThan(result.baseline.dev.metrics.accuracy!);
  });

  test("scores the test set once, and leaves recipe, model and report", () => {
    expect(result.test).toMatchObject({ rows: result.splits.test, previousScorings: 0 });
    expect(result.recipe).not.toMatchObject({ data: { normalize: "none" } });
    for (const kind of ["recipe", "model", "onnx", "report"] as const) {
      expect(existsSync(join(folder, result.files[kind])), kind).toBe(true);
    }
    const report = readFileSync(join(folder, result.files.report), "utf8");
    expect(report).toContain("Inputs are not scaled");
    expect(report).not.toContain("<script");
  });

  test("says of each member its number and the seed that it was trained with", async () => {
    const { members } = result.steps[0];
    expect(members.map(({ member }) => member)).toEqual(members.map((_, index) => index + 1));
    expect(members.length).toBeGreaterThan(1);
    const report = readFileSync(join(folder, result.files.report), "utf8");
    const store = openSqliteStore(join(folder, ".trainwell"));
    const ids = (await store.listRuns()).map(({ id }) => id);
    const runs = await Promise.all(ids.map((id) => store.getRun(id)));
    await store.close();
    for (const { member, seed } of members) {
      const own = runs.filter((run) => run?.place?.role === "candidate" && run.place.member === member);
      expect(own.map((run) => run?.recipe?.training.seed)).toEqual([seed]);
      expect(seed).toBe(6 + member);
      expect(report).toContain(`member ${member}, seed ${seed}<`);
    }
  });

  test("the model predicts the table as its scores say", () => {
    const { rows, files } = json(["predict", cancer, "--model", "improved"]);
    expect(rows).toBe(569);
    const truth = readFileSync(cancer, "utf8")
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.split(",").at(-1));
    const lines = readFileSync(join(folder, files.predictions), "utf8").trim().split("\n");
    expect(lines[0]).toBe("prediction,probability of benign,probability of malignant");
    const right = lines.slice(1).filter((line, row) => line.split(",")[0] === truth[row]).length;
    expect(right / rows).toBeGreaterThan(0.95);
  });

  test("a fit scores the test set only when asked to, and calls a second scoring what it is", () => {
    const common = ["fit", cancer, "--target", "diagnosis", "--epochs", "2", "--seed", "7"];
    expect(json(common).test).toBeNull();
    expect(json([...common, "--final-test"]).test.previousScorings).toBe(1);
  });
});

test("the recipe that npm start is given is sick, and is cured", () => {
  const recipe = join(root, "examples", "sick-recipe.json");
  const places = ["--out", "cured", "--store", "cured-store"];
  const result: ImproveResult = json([
    "improve",
    cancer,
    "--recipe",
    recipe,
    "--budget",
    "1 trial",
    ...places,
  ]);
  const { gain, findings } = result;
  expect(gain.before).toBeLessThan(0.7);
  expect(gain.after).toBeGreaterThan(0.9);
  expect(gain.low).toBeGreaterThan(0.1);
  const [first, ...others] = findings.filter(({ severity }) => severity === "problem");
  expect(first).toMatchObject({ id: "unscaled-inputs", state: "cured" });
  expect(others.filter(({ state }) => state === "cured").length).toBeGreaterThan(2);
});

test("an improve that is interrupted exits with 130, and continues with what it had trained", async () => {
  const args = [
    "improve",
    cancer,
    ...unscaled,
    "--budget",
    "1 trial",
    "--out",
    "resumed",
    "--store",
    "resumed-store",
  ];
  const child = spawn(process.execPath, [executable, ...args], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const { code, output } = await interruptAfterBaseline(child);
  expect(code).toBe(130);
  const run = /--resume (\S+?)\.?\s/.exec(output)?.[1];
  expect(run).toBeDefined();
  expect(existsSync(join(folder, "resumed", "report.html"))).toBe(false);
  const result = json([...args, "--resume", run!]);
  const fresh = json([...args.map((word) => word.replace("resumed", "fresh"))]);
  expect(result.run).toBe(run);
  expect(result.dev).toEqual(fresh.dev);
  expect(result.steps).toEqual(fresh.steps);
});

/** Sends SIGINT when the baseline's first training has ended. */
function interruptAfterBaseline(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  let output = "";
  let sent = false;
  child.stderr!.on("data", (chunk) => {
    output += chunk;
    if (sent || !/epoch\s+12\/12, .*baseline, member \d+/.test(output)) return;
    sent = true;
    child.kill("SIGINT");
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, output })));
}
