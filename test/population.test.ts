import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mix32 } from "../src/base/random.ts";
import { root } from "./support/paths.ts";

// Worker threads need the compiled files.
const libraryUrl = pathToFileURL(join(root, "dist", "index.js")).href;
const { fit, nurse, openSqliteStore, ranges, tune }: typeof import("../src/index.ts") = await import(
  libraryUrl
);

/** A large table has one split, so that a fit trains on the rows of a trial. */
const ROWS = 7000;
const data = {
  x: Array.from({ length: ROWS }, (_, row) => mix32(row) / 2 ** 31),
  z: Array.from({ length: ROWS }, (_, row) => mix32(row + 77_777) / 2 ** 31),
  y: Array.from({ length: ROWS }, (_, row) => {
    const [x, z] = [mix32(row) / 2 ** 31, mix32(row + 77_777) / 2 ** 31];
    return x * z + 0.3 * (mix32(row + 999_999) / 2 ** 31);
  }),
};
const space = {
  "optimizer.learningRate": ranges.log(1e-4, 1e-1),
  "optimizer.weightDecay": ranges.log(1e-4, 1e-1),
};
const sampler = { kind: "populationBased", population: 4, generations: 3, truncation: 0.25 };
const epochs = 6;
const set = [
  { path: "training.epochs", value: epochs },
  { path: "training.batchSize", value: 256 },
];
let folder: string;
const call = (name: string) => ({
  data,
  target: "y",
  space,
  sampler,
  set,
  store: join(folder, name),
  out: join(folder, `${name}-out`),
});
let whole: Awaited<ReturnType<typeof tune>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trainwell-population-"));
  whole = await tune({ ...call("whole"), threads: 1 });
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const told = ({ trials }: typeof whole) =>
  trials.map(({ number, from, values, changes }) => ({ number, from, values, changes }));

test("a population trains in parts, each of them a branch of the part before", async () => {
  expect(whole.trials).toHaveLength(12);
  expect(whole.stopped.reason).toBe("exhausted");
  const opened = openSqliteStore(call("whole").store);
  for (const { number, from, runs } of whole.trials) {
    const run = (await opened.getRun(runs[0]))!;
    expect(runs).toHaveLength(1);
    expect(run.recipe!.training.epochs).toBe(2 * Math.ceil(number / 4));
    expect(run.branch?.run).toBe(from === undefined ? undefined : whole.trials[from - 1].runs[0]);
  }
  const moved = whole.trials.filter(({ from, number }) => from !== undefined && from !== number - 4);
  expect(moved.length).toBeGreaterThanOrEqual(2);
  await opened.close();
});

test("the best trial's training is told part by part, and can be repeated by hand to the same numbers", async () => {
  const lineage = whole.lineage!;
  expect(lineage.at(-1)!.trials).toContain(whole.best!.number);
  const opened = openSqliteStore(call("whole").store);
  const runs = await Promise.all(lineage.map(({ run }) => opened.getRun(run)));
  const { recipe: first } = runs[0]!;
  const store = join(folder, "by-hand");
  const out = join(folder, "by-hand-out");
  let { run } = await fit({ data, recipe: first!, store, out, keepCheckpoints: true, threads: 1 });
  for (const later of runs.slice(1)) {
    const { optimizer, training } = later!.recipe!;
    const changes = [
      { path: "training.epochs", value: training.epochs },
      { path: "optimizer.learningRate", value: optimizer.learningRate },
      { path: "optimizer.weightDecay", value: optimizer.weightDecay },
    ];
    ({ run } = await nurse({ run, data, set: changes, store, out, keepCheckpoints: true, threads: 1 }));
  }
  const mine = openSqliteStore(store);
  const losses = (rows: Awaited<ReturnType<typeof mine.history>>) =>
    rows.flatMap(({ kind, epoch, values }) => (kind === "epoch" ? [[epoch, values["dev.loss"]]] : []));
  expect(losses(await mine.history(run))).toEqual(losses(await opened.history(lineage.at(-1)!.run)));
  await mine.close();
  await opened.close();
}, 120_000);

test("interrupted and gone on with by other threads it is the same study", async () => {
  const stop = new AbortController();
  let ended = 0;
  const interrupted = tune({
    ...call("parts"),
    name: "parts",
    threads: 2,
    signal: stop.signal,
    progress: (event) => {
      if (event.type === "trial" && event.status === "complete" && ++ended === 6) stop.abort();
    },
  });
  await expect(interrupted).rejects.toMatchObject({ kind: "interrupted" });
  const again = await tune({ ...call("parts"), study: "parts", threads: 2 });
  expect(told(again)).toEqual(told(whole));
}, 120_000);

test.each([
  [
    "what is fixed within a training",
    { "training.batchSize": ranges.ordered([16, 32]) },
    {},
    "population-fixed",
  ],
  ["what the search decides itself", { "training.epochs": ranges.integer(2, 9) }, {}, "population-fixed"],
  ["a stopper", space, { stopper: "asha" }, "population-alone"],
  ["repeats", space, { repeats: 3 }, "population-alone"],
  ["too short a training", space, { sampler: { ...sampler, generations: 7 } }, "population-short"],
])("%s is refused", async (_name, searched, more, code) => {
  await expect(tune({ ...call("no"), space: searched, ...more })).rejects.toMatchObject({ code });
});
