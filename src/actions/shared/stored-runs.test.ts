import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listRuns, removeRuns, showRun } from "../../library.ts";
import { newRun, type RunRecord } from "../../run/record.ts";
import { lockRun } from "../../store/run-lock.node.ts";
import { openSqliteStore } from "../../store/sqlite-store.node.ts";
import { sampleRecipe } from "../../train/training.samples.ts";

const DAY_MS = 86_400_000;
let folder: string;
let store: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "trainwell-runs-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function job(daysAgo: number, changes: Partial<RunRecord> = {}): RunRecord {
  const place = { role: "job", number: 1, member: 1 } as const;
  const about = {
    title: "improve",
    recipe: sampleRecipe(),
    source: "a/b.csv",
    dataHash: "d",
    environment: {},
    place,
  };
  const run = newRun(about, new Date(Date.now() - daysAgo * DAY_MS));
  return { ...run, status: "done", metrics: { accuracy: 0.9, durationMs: 5 }, ...changes };
}

function training(of: RunRecord, member: number): RunRecord {
  const place = { job: of.id, role: "baseline", number: 1, member } as const;
  const run = newRun({ title: `baseline, member ${member}`, environment: {}, place }, new Date(of.createdAt));
  return { ...run, status: "done", metrics: { durationMs: 1500 } };
}

/** A store of its own with these runs, each with a checkpoint of 1,000 bytes. */
async function storeOf(...runs: readonly RunRecord[]): Promise<void> {
  store = mkdtempSync(join(folder, "store-"));
  const opened = openSqliteStore(store);
  for (const run of runs) {
    await opened.createRun(run);
    await opened.saveCheckpoint(run.id, new Uint8Array(1000));
    await opened.appendHistory(run.id, [{ step: 1, epoch: 1, kind: "epoch", values: { "train.loss": 1 } }]);
  }
  await opened.close();
}

test("a job is one line, with its trainings counted and their files weighed", async () => {
  const old = job(3);
  await storeOf(old, training(old, 1), training(old, 2), job(1, { status: "failed", metrics: undefined }));
  const { runs } = await listRuns({ store });
  expect(runs.map(({ status }) => status)).toEqual(["failed", "done"]);
  expect(runs[1]).toMatchObject({
    id: old.id,
    verb: "improve",
    source: "a/b.csv",
    trainings: 2,
    metrics: { accuracy: 0.9 },
    sizeBytes: 3000,
  });
  expect((await listRuns({ store, status: "failed" })).runs).toHaveLength(1);
});

test("to look for runs makes no store, and says that there is none", async () => {
  const nowhere = join(folder, "nowhere");
  expect((await listRuns({ store: nowhere })).runs).toEqual([]);
  await expect(showRun({ run: "last", store: nowhere })).rejects.toMatchObject({ code: "store-missing" });
  expect(existsSync(nowhere)).toBe(false);
});

test("a run that no process trains is told as killed, one that is trained as running", async () => {
  const run = job(1, { status: "running" });
  await storeOf(run);
  expect((await showRun({ run: "last", store })).status).toBe("killed");
  const opened = openSqliteStore(store);
  const lock = lockRun(opened.runFolder(run.id), run.id);
  expect((await showRun({ run: run.id, store })).status).toBe("running");
  expect(await removeRuns({ store, runs: ["last"], yes: true })).toMatchObject({ runs: [], inUse: [run.id] });
  lock.release();
  await opened.close();
  expect((await removeRuns({ store, status: "killed", yes: true })).runs).toHaveLength(1);
});

test("last is the newest run that stands for itself; a part names its job", async () => {
  const old = job(3);
  const part = training(old, 1);
  await storeOf(old, { ...part, createdAt: new Date().toISOString() });
  const shown = await showRun({ run: "last", store });
  expect(shown).toMatchObject({ id: old.id, target: ["y"] });
  expect((await showRun({ run: part.id, store })).job).toBe(old.id);
  await removeRuns({ runs: [old.id], yes: true, store });
  await expect(showRun({ run: "last", store })).rejects.toMatchObject({ code: "run-none" });
});

test("the trainings of a job are shown by the part that they play", async () => {
  const run = job(1);
  await storeOf(run, training(run, 1), training(run, 2));
  const { parts } = await showRun({ run: "last", store });
  expect(parts).toHaveLength(1);
  expect(parts[0].members.map(({ seconds }) => seconds)).toEqual([1.5, 1.5]);
});

test("runs are only listed until yes is said, and not beside dryRun", async () => {
  const old = job(9);
  await storeOf(old, training(old, 1), job(1));
  const told = { store, olderThanMs: 7 * DAY_MS };
  for (const more of [{}, { dryRun: true, yes: true }]) {
    const { removed, runs } = await removeRuns({ ...told, ...more });
    expect([removed, runs.map(({ id }) => id)]).toEqual([false, [old.id]]);
  }
  expect((await listRuns({ store })).runs).toHaveLength(2);
  expect((await removeRuns({ ...told, yes: true })).removed).toBe(true);
  const opened = openSqliteStore(store);
  expect(await opened.listRuns()).toHaveLength(1);
  expect(existsSync(opened.runFolder(old.id))).toBe(false);
  await opened.close();
});

test("a removal needs to be told what goes, and takes no part of a job", async () => {
  const run = job(1);
  const part = training(run, 1);
  await storeOf(run, part);
  await expect(removeRuns({ store, yes: true })).rejects.toMatchObject({ code: "runs-not-told" });
  const removal = removeRuns({ store, runs: [part.id], yes: true });
  await expect(removal).rejects.toMatchObject({ code: "run-is-part", hint: expect.stringContaining(run.id) });
  expect((await listRuns({ store })).runs).toHaveLength(1);
});
