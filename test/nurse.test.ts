import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "./support/paths.ts";

// Worker threads need the compiled files.
const libraryUrl = pathToFileURL(join(root, "dist", "index.js")).href;
const { fit, nurse, openSqliteStore }: typeof import("../src/index.ts") = await import(libraryUrl);

const data = join(root, "data", "wine.csv");
let folder: string;
let store: string;
let parent: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trainwell-nurse-"));
  store = join(folder, "store");
  const set = [
    { path: "training.epochs", value: 5 },
    { path: "training.earlyStopping", value: null },
  ];
  const options = { data, target: "cultivar", store, keepCheckpoints: true, set };
  parent = (await fit({ ...options, out: join(folder, "fit") })).run;
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const longer = { path: "training.epochs", value: 9 };
const slower = { path: "optimizer.learningRate", value: 2e-4 };

test("a branch goes on from the checkpoint with what changed, and says where it came from", async () => {
  const out = (name: string) => join(folder, name);
  const call = (name: string, set = [longer, slower]) =>
    nurse({ run: parent, data, store, set, out: out(name) });
  const [first, again] = [await call("first"), await call("again")];
  expect(first.branch).toMatchObject({ run: parent });
  expect(first.branch.changes.join("\n")).toMatch(/learningRate.*0\.0002/);
  expect(first.epochs).toBe(9);
  const opened = openSqliteStore(store);
  const [before, after] = [await opened.history(parent), await opened.history(first.run)];
  expect(after.slice(0, before.length)).toEqual(before);
  expect((await opened.getRun(first.run))?.branch).toEqual(first.branch);
  expect((await opened.getRun(parent))?.status).toBe("done");
  await opened.close();
  const bytes = (name: string) => readFile(join(out(name), "model.onnx"));
  expect((await bytes("again")).equals(await bytes("first"))).toBe(true);
  expect(again.branch).toEqual(first.branch);
  const unslowed = await call("unslowed", [longer]);
  expect(unslowed.dev.metrics.logLoss).not.toBe(first.dev.metrics.logLoss);
}, 60_000);

test("a longer training in two parts is the one that was never interrupted", async () => {
  const set = [longer, { path: "training.earlyStopping", value: null }];
  const whole = await fit({ data, target: "cultivar", store, set, out: join(folder, "whole") });
  const parts = await nurse({ run: parent, data, store, set: [longer], out: join(folder, "parts") });
  expect(parts.dev).toEqual(whole.dev);
}, 60_000);

const decayed = [
  { path: "training.earlyStopping", value: null },
  { path: "schedule", value: { kind: "cosine", warmupSteps: 3 } },
  { path: "training.averaging", value: { kind: "ema", decay: 0.9 } },
];

test("an epoch of which no checkpoint was kept is reached by training again, to the bit", async () => {
  const out = (name: string) => join(folder, name);
  const model = (name: string) => readFile(join(out(name), "model.onnx"));
  const set = [...decayed, { path: "training.epochs", value: 6 }];
  const { run } = await fit({ data, target: "cultivar", store, set, out: out("unkept") });
  // Never stops within six epochs, so that nothing changes but what the recipe says.
  const patient = { path: "training.earlyStopping", value: { patience: 50 } };
  const call = { run, data, store };
  const { branch, ...patiently } = await nurse({ ...call, atEpoch: 2, set: [patient], out: out("patient") });
  const opened = openSqliteStore(store);
  const [before, after] = [await opened.history(run), await opened.history(patiently.run)];
  await opened.close();
  expect(after).toEqual(before);
  expect(branch).toMatchObject({ run, step: before.find((row) => isEpoch(row, 2))!.step });
  expect((await model("patient")).equals(await model("unkept"))).toBe(true);
  const slowed = await nurse({ ...call, at: branch.step, set: [slower], out: out("slowed") });
  expect(slowed.branch.step).toBe(branch.step);
  expect((await model("slowed")).equals(await model("unkept"))).toBe(false);
}, 60_000);

const isEpoch = (row: { kind: string; epoch: number }, epoch: number) =>
  row.kind === "epoch" && row.epoch === epoch;

test("a branch at an earlier epoch is the training whose recipe changed there, also of a branch", async () => {
  const out = (name: string) => join(folder, name);
  const epochs = (value: number) => ({ path: "training.epochs", value });
  const set = [epochs(2), { path: "training.earlyStopping", value: null }];
  const options = { data, store, keepCheckpoints: true };
  const short = await fit({ ...options, target: "cultivar", set, out: out("short") });
  const kept = await nurse({ ...options, run: short.run, set: [slower, epochs(4)], out: out("kept") });
  const call = { data, store };
  const longer = [slower, epochs(7)];
  const earlier = await nurse({ ...call, run: parent, atEpoch: 2, set: longer, out: out("earlier") });
  const end = [{ path: "optimizer.learningRate", value: 1e-4 }, epochs(6)];
  const direct = await nurse({ ...call, run: kept.run, set: end, out: out("direct") });
  const replayed = await nurse({ ...call, run: earlier.run, atEpoch: 4, set: end, out: out("replayed") });
  expect(replayed.branch).toMatchObject({ run: earlier.run, step: direct.branch.step });
  expect(replayed.dev).toEqual(direct.dev);
  const bytes = (name: string) => readFile(join(out(name), "model.onnx"));
  expect((await bytes("replayed")).equals(await bytes("direct"))).toBe(true);
}, 60_000);

test("a run that comes out otherwise than its history says is no ground for a branch", async () => {
  const set = [
    { path: "training.epochs", value: 3 },
    { path: "training.earlyStopping", value: null },
  ];
  const { run } = await fit({ data, target: "cultivar", store, set, out: join(folder, "altered") });
  const opened = openSqliteStore(store);
  const rows = await opened.history(run);
  await opened.truncateHistory(run, 0);
  const altered = rows.map((row) =>
    isEpoch(row, 2) ? { ...row, values: { ...row.values, "dev.loss": 0.5 } } : row,
  );
  await opened.appendHistory(run, altered);
  await opened.close();
  const call = { run, data, store, set: [slower], out: join(folder, "no") };
  await expect(nurse({ ...call, atEpoch: 3 })).rejects.toMatchObject({
    code: "replay-differs",
    message: expect.stringContaining("in epoch 2"),
  });
  expect((await nurse({ ...call, atEpoch: 1 })).branch.run).toBe(run);
}, 60_000);

test.each([
  [{ at: 1, atEpoch: 1 }, "expected one of both"],
  [{ at: 1 }, /expected the end of one of its 5 epochs, every \d+ steps up to step \d+\./],
  [{ atEpoch: 6 }, "from epoch 6: expected the end of one of its 5 epochs"],
])("moments that a run has not are refused with those that it has: %j", async (moment, message) => {
  const call = { run: parent, data, store, set: [slower], out: join(folder, "no") };
  await expect(nurse({ ...call, ...moment })).rejects.toThrow(message);
});

test("a step is one of those whose checkpoints there are, also of what a run branched from", async () => {
  const call = (run: string, at: number | null, name: string) =>
    nurse({ run, at, data, store, set: [longer, slower], out: join(folder, name), keepCheckpoints: true });
  const child = await call(parent, null, "child");
  const { step } = child.branch;
  await expect(call(child.run, step + 1, "no")).rejects.toMatchObject({
    code: "branch-no-step",
    message: expect.stringContaining(String(step)),
  });
  const set = [longer, { path: "optimizer.learningRate", value: 1e-4 }];
  const sibling = await nurse({ run: child.run, at: step, data, store, set, out: join(folder, "sibling") });
  expect(sibling.branch).toMatchObject({ run: parent, step });
}, 60_000);

test.each([
  [[], "Nothing changes"],
  [[{ path: "training.batchSize", value: 7 }], '"training.batchSize" cannot change'],
  [[{ path: "network.layers.hidden1.units", value: 7 }], "cannot change from a checkpoint on"],
  [[{ path: "optimizer.kind", value: "sgd" }], "cannot change from a checkpoint on"],
  [[{ path: "optimizer.lerningRate", value: 1 }], "lerningRate"],
])("a change that a checkpoint does not go on from is refused: %j", async (set, message) => {
  await expect(nurse({ run: parent, data, store, set, out: join(folder, "no") })).rejects.toThrow(message);
});

test("a run without a checkpoint is refused, and other data are", async () => {
  const set = [slower];
  const bare = await fit({
    data,
    target: "cultivar",
    store,
    set: [{ path: "training.epochs", value: 1 }],
    out: join(folder, "bare"),
  });
  const call = { data, store, set, out: join(folder, "no") };
  await expect(nurse({ ...call, run: bare.run })).rejects.toThrow("has no checkpoint");
  const other = join(root, "data", "breast-cancer.csv");
  await expect(nurse({ ...call, run: parent, data: other })).rejects.toThrow();
}, 60_000);
