import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type * as Library from "../src/index.ts";
import { lockRun } from "../src/store/run-lock.node.ts";
import { openSqliteStore } from "../src/store/sqlite-store.node.ts";
import { root } from "./support/paths.ts";

const { diagnose, fit, improve, predict }: typeof Library = await import(
  pathToFileURL(join(root, "dist", "index.js")).href
);
const data = join(root, "data", "wine.csv");
let folder: string;
let common: { data: string; target: string; store: string; out: string; seed: number };
let fitted: string;
let improved: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "trainwell-resumed-"));
  common = { data, target: "cultivar", store: join(folder, "store"), out: join(folder, "out"), seed: 4 };
  const short = { ...common, set: [{ path: "training.epochs", value: 2 }] };
  fitted = (await fit(short)).run;
  improved = (await improve({ ...short, budget: { durationMs: null, trials: 1 } })).run;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    ({ code, kind, message }) => ({ code, kind, message }),
  );

describe("beside --resume", () => {
  const row = (option: string, told: object) => [option, told] as const;
  test.each([
    row("--seed", { seed: 5 }),
    row("--split-sizes", { splitSizes: { train: 0.5, dev: 0.25, test: 0.25 } }),
    row("--split", { split: { method: "random", column: null } }),
    row("--set", { set: [{ path: "optimizer.learningRate", value: 0.3 }] }),
    row("--type", { types: [{ column: "proline", type: "category" }] }),
    row("--task", { task: "regression" }),
    row("--target", { target: "proline" }),
  ])("%s is refused where it says otherwise than the run", async (option, told) => {
    const error = await codeOf(fit({ ...common, resume: fitted, ...told }));
    expect(error).toMatchObject({ kind: "usage", code: "resume-option" });
    expect(error!.message).toMatch(new RegExp(`^${option} says otherwise than run ${fitted}`));
  });

  test("the options that the run was begun with may stand", async () => {
    const again = { ...common, resume: fitted, set: [{ path: "training.epochs", value: 2 }] };
    expect((await fit(again)).run).toBe(fitted);
  });

  test("last is the newest run of the verb", async () => {
    const again = { ...common, resume: "last", set: [{ path: "training.epochs", value: 2 }] };
    expect((await fit(again)).run).toBe(fitted);
    expect(await codeOf(improve({ ...common, resume: "last" }))).toMatchObject({
      code: "run-finished",
      message: expect.stringContaining(improved),
    });
  });

  test("a run of another verb is refused, and so is one training of a job", async () => {
    expect(await codeOf(improve({ ...common, resume: fitted }))).toMatchObject({ code: "run-other-kind" });
    expect(await codeOf(fit({ ...common, resume: improved }))).toMatchObject({ code: "run-other-kind" });
    const store = openSqliteStore(common.store);
    const [part] = await store.listRuns({ job: improved, role: "baseline" });
    await store.close();
    expect(await codeOf(fit({ ...common, resume: part.id }))).toMatchObject({
      code: "run-other-kind",
      message: expect.stringContaining(`is one training of job ${improved}`),
    });
  });

  test("a finished job is not scored again", async () => {
    expect(await codeOf(improve({ ...common, resume: improved }))).toMatchObject({ code: "run-finished" });
  });

  test("a run that another process trains is refused", async () => {
    const store = openSqliteStore(common.store);
    const lock = lockRun(store.runFolder(fitted), fitted);
    expect(await codeOf(fit({ ...common, resume: fitted }))).toMatchObject({ code: "run-in-use" });
    lock.release();
    await store.close();
  });
});

describe("of finished jobs", () => {
  const checkpoints = async (job: string) => {
    const store = openSqliteStore(common.store);
    const runs = await store.listRuns({ job });
    const kept = await Promise.all(runs.map(({ id }) => store.loadCheckpoint(id)));
    await store.close();
    return { trainings: runs.length, checkpoints: kept.filter((bytes) => bytes !== undefined).length };
  };

  test("no checkpoints stay, unless they are asked for", async () => {
    expect(await checkpoints(improved)).toMatchObject({ checkpoints: 0 });
    expect((await checkpoints(improved)).trainings).toBeGreaterThan(5);
    const told = { ...common, keepCheckpoints: true, set: [{ path: "training.epochs", value: 1 }] };
    const { run } = await fit(told);
    expect(await checkpoints(run)).toEqual({ trainings: 1, checkpoints: 1 });
  });

  test("last is what diagnose and predict look at", async () => {
    expect((await diagnose({ run: "last", store: common.store })).run).not.toBe(improved);
    const out = join(folder, "predictions.csv");
    const { predictions } = await predict({ data, model: "last", store: common.store, out });
    expect(predictions).toHaveLength(178);
  });
});
