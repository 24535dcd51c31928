import { expect, test } from "vitest";
import type { HistoryRow } from "../run/history.ts";
import { newRun } from "../run/record.ts";
import { openMemoryStore } from "../store/memory-store.ts";
import type { RunStore } from "../store/store.ts";
import { decodeCheckpoint } from "../train/trainer/checkpoint.ts";
import type { TrainingState } from "../train/trainer/state.ts";
import { sampleRecipe } from "../train/training.samples.ts";
import { Journal } from "./journal.ts";

const run = newRun({ title: "fit", recipe: sampleRecipe(), dataHash: "hash", environment: {} }, new Date(0));
const RUN = run.id;

async function storeWithRun(): Promise<RunStore> {
  const store = openMemoryStore();
  await store.createRun(run);
  return store;
}

function stateAt(step: number, historyRows: number): TrainingState {
  return {
    step,
    parameters: Float32Array.of(step),
    buffers: new Float32Array(),
    slots: [],
    best: undefined,
    stopper: { best: Number.POSITIVE_INFINITY, bestEpoch: 0, evaluationsSinceBest: 0 },
    epochLoss: { sum: 0, examples: 0 },
    historyRows,
  };
}

function rowOf(step: number, kind: HistoryRow["kind"] = "epoch"): HistoryRow {
  return { step, epoch: step, kind, values: { loss: 1 / step } };
}

test("writes the history that a checkpoint counts, and no more", async () => {
  const store = await storeWithRun();
  const journal = await Journal.open(store, RUN, { resume: false });
  journal.add(rowOf(1));
  journal.add(rowOf(2));
  journal.checkpoint(stateAt(1, 1));
  await journal.finish();
  expect(await store.history(RUN)).toEqual([rowOf(1)]);
  journal.checkpoint(stateAt(2, 2));
  await journal.finish();
  expect(await store.history(RUN)).toEqual([rowOf(1), rowOf(2)]);
});

test("continues from the last checkpoint, without what came after it", async () => {
  const store = await storeWithRun();
  const before = await Journal.open(store, RUN, { resume: false });
  for (const step of [1, 2]) before.add(rowOf(step));
  before.checkpoint(stateAt(2, 2));
  await before.finish();
  // Killed between the next history and the next checkpoint.
  await store.appendHistory(RUN, [rowOf(3)]);
  const after = await Journal.open(store, RUN, { resume: true });
  expect(after.state).toEqual(stateAt(2, 2));
  expect(after.rows).toEqual([rowOf(1), rowOf(2)]);
  after.add(rowOf(3));
  after.checkpoint(stateAt(3, 3));
  await after.finish();
  expect(await store.history(RUN)).toEqual([1, 2, 3].map((step) => rowOf(step)));
});

test("does not store twice a row of the checkpoint's own step", async () => {
  const store = await storeWithRun();
  const before = await Journal.open(store, RUN, { resume: false });
  before.add(rowOf(1, "probe"));
  // The epoch's evaluation follows at the same step; its row was stored, its checkpoint was not.
  before.checkpoint(stateAt(1, 1));
  await before.finish();
  await store.appendHistory(RUN, [rowOf(1)]);
  const after = await Journal.open(store, RUN, { resume: true });
  expect(after.rows).toEqual([rowOf(1, "probe")]);
  for (const step of [1, 2]) after.add(rowOf(step));
  after.checkpoint(stateAt(1, 2));
  await after.finish();
  after.checkpoint(stateAt(2, 3));
  await after.finish();
  const whole = [rowOf(1, "probe"), rowOf(1), rowOf(2)];
  expect(after.rows).toEqual(whole);
  expect(await store.history(RUN)).toEqual(whole);
});

test("a run that was killed before its first checkpoint begins anew", async () => {
  const store = await storeWithRun();
  await store.appendHistory(RUN, [rowOf(1)]);
  const journal = await Journal.open(store, RUN, { resume: true });
  expect(journal.state).toBeUndefined();
  expect(journal.rows).toEqual([]);
  expect(await store.history(RUN)).toEqual([]);
});

test("skips checkpoints that a slow disk has not come to", async () => {
  const store = await storeWithRun();
  const written: number[] = [];
  const save = store.saveCheckpoint.bind(store);
  store.saveCheckpoint = async (run, bytes) => {
    written.push(decodeCheckpoint(bytes, "the test").step);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await save(run, bytes);
  };
  const journal = await Journal.open(store, RUN, { resume: false });
  for (const step of [1, 2, 3, 4]) {
    journal.add(rowOf(step));
    journal.checkpoint(stateAt(step, step));
  }
  await journal.finish();
  expect(written).toEqual([1, 4]);
  expect(await store.history(RUN)).toEqual([1, 2, 3, 4].map((step) => rowOf(step)));
});

test("says at once that writing failed, and throws the error at the end", async () => {
  const store = await storeWithRun();
  store.saveCheckpoint = () => Promise.reject(new Error("the disk is full"));
  const journal = await Journal.open(store, RUN, { resume: false });
  expect(journal.failed.aborted).toBe(false);
  const failed = new Promise((resolve) => journal.failed.addEventListener("abort", resolve));
  journal.checkpoint(stateAt(1, 0));
  await failed;
  await expect(journal.finish()).rejects.toThrow("the disk is full");
});
