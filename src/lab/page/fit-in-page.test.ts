import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { blockTypes } from "../../program/dataset-blocks.ts";
import type { ProgressEvent } from "../../run/progress.ts";
import { nodeRuntime } from "../../runtime/session.node.ts";
import { planTraining } from "../../train/plan/plan-training.ts";
import { runTraining } from "../../train/trainer/loop.ts";
import { fitData } from "../prepare/fit-data.ts";
import { type Prepared, prepare } from "../prepare/prepare.ts";
import { scoresOf } from "../scores/scores.ts";
import { predictTogether, type TrainedNetwork } from "../trained-networks.ts";
import type { PageFitResult } from "./contract.ts";
import { fitInPage } from "./fit-in-page.ts";

const path = new URL("../../../data/wine.csv", import.meta.url).pathname;
const csv = readFileSync(path, "utf8");
const EPOCHS = 6;
const told = { target: "cultivar", set: [{ path: "training.epochs", value: EPOCHS }] } as const;
const [names, cells] = csv.split("\n").map((line) => line.split(","));
/** A wine as it stands in the table, without its cultivar. */
const wine = Object.fromEntries(
  names.flatMap((name, place) => (name === "cultivar" ? [] : [[name, Number(cells[place])]])),
);

let prepared: Prepared;
let own: TrainedNetwork;
let page: PageFitResult;
const events: ProgressEvent[] = [];

/** The training of `fit`, step by step on Node's runtime. */
async function trainInNode(): Promise<TrainedNetwork> {
  const { recipe, split } = prepared;
  const { preprocessing, dataset } = fitData(prepared, recipe, split.train);
  const plan = planTraining(recipe, dataset, { rows: split, threads: 1 });
  const { chosen } = await runTraining(plan, nodeRuntime);
  return { recipe, dataset, member: { preprocessing, inputs: blockTypes(dataset), ...chosen } };
}

beforeAll(async () => {
  prepared = await prepare({ data: path, ...told, signal: new AbortController().signal });
  own = await trainInNode();
  const progress = (event: ProgressEvent) => events.push(event);
  page = await fitInPage({ data: csv, source: path, ...told, finalTest: true, worker: null, progress });
});

test("it trains the recipe that Node trains, on the same rows, to the same scores", async () => {
  expect(page.recipe).toEqual(prepared.recipe);
  expect(page.epochs).toBe(EPOCHS);
  for (const part of ["train", "dev", "test"] as const) {
    const rows = prepared.split[part];
    const expected = scoresOf(prepared.target, await predictTogether([own], rows, nodeRuntime));
    expect(page.splits[part]).toBe(rows.length);
    expect(page[part]).toMatchObject({ rows: rows.length, confusion: expected.confusion });
    // Sums in another order, over the few dozen steps of six epochs.
    expect(page[part]!.metrics.logLoss).toBeCloseTo(expected.metrics.logLoss, 4);
  }
  expect(page.naive).toMatchObject({ part: "test", isBeaten: true });
});

test("it tells each epoch with its losses", () => {
  const epochs = events.filter((event) => event.type === "epoch");
  expect(epochs.map(({ epoch }) => epoch)).toEqual(Array.from({ length: EPOCHS }, (_, place) => place + 1));
  expect(epochs.every(({ trainLoss, devLoss }) => trainLoss > 0 && devLoss! > 0)).toBe(true);
});

test("it predicts rows as predict on Node does", async () => {
  const predicted = await page.predict([wine]);
  if (predicted.kind !== "class") throw new Error(predicted.kind);
  const [{ prediction, probabilities }] = predicted.predictions;
  expect(Object.keys(probabilities)).toEqual(page.dev.perClass!.map(({ label }) => label));
  expect(Object.values(probabilities).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
  expect(probabilities[prediction]).toBe(Math.max(...Object.values(probabilities)));
  const text = `${Object.keys(wine)}\n${Object.values(wine)}`;
  expect(await page.predict(text)).toEqual(predicted);
  const columns = Object.fromEntries(Object.entries(wine).map(([name, value]) => [name, [value]]));
  expect(await page.predict(columns)).toEqual(predicted);
});

test("a recipe with several members trains each with a seed of its own", async () => {
  const set = [
    { path: "training.epochs", value: 2 },
    { path: "training.members", value: 2 },
  ];
  const { model } = await fitInPage({ data: csv, target: "cultivar", set, worker: null });
  const [first, second] = model.members;
  expect(model.members).toHaveLength(2);
  expect(first.parameters).not.toEqual(second.parameters);
});

test("an aborted signal stops it between two calls", async () => {
  const stop = new AbortController();
  const progress = () => stop.abort();
  const set = [{ path: "training.epochs", value: 100_000 }];
  const training = fitInPage({
    data: csv,
    target: "cultivar",
    set: [...set, { path: "training.earlyStopping", value: null }],
    worker: null,
    progress,
    signal: stop.signal,
  });
  await expect(training).rejects.toMatchObject({ kind: "interrupted", code: "interrupted" });
});

test("a call that says nothing of a worker is refused with both ways out", async () => {
  const call = fitInPage({ data: csv, target: "cultivar" } as Parameters<typeof fitInPage>[0]);
  await expect(call).rejects.toMatchObject({
    code: "worker-not-told",
    hint: expect.stringMatching(/new Worker\(new URL\("trainwell\/worker".*worker: null/),
  });
});

test("a training that diverges is an error", async () => {
  const set = [...told.set, { path: "optimizer.learningRate", value: 1e30 }];
  await expect(fitInPage({ data: csv, target: "cultivar", set, worker: null })).rejects.toMatchObject({
    code: "training-diverged",
  });
});
