import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { tableOf } from "../src/data/stream/record-stream.ts";
import { decodeModel } from "../src/model/model.ts";
import { predictTable } from "../src/model/predict-table.ts";
import { nodeRuntime } from "../src/runtime/session.node.ts";
import type { TrainingState } from "../src/train/trainer/state.ts";
import { root } from "./support/paths.ts";

// Worker threads need the compiled files.
const libraryUrl = pathToFileURL(join(root, "dist", "index.js")).href;
const { fitStream }: typeof import("../src/index.ts") = await import(libraryUrl);

const folder = mkdtempSync(join(tmpdir(), "trainwell-stream-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A number in [0, 1) that follows from two others. */
function hashed(index: number, column: number): number {
  let x = Math.imul(index * 8 + column + 1, 0x9e3779b9) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d) >>> 0;
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b) >>> 0;
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
}

/** Two numbers, one of them missing at times, and a city, from which the class follows. */
const recordAt = (index: number) => {
  const [a, b] = [hashed(index, 0), hashed(index, 1)];
  const city = ["Rome", "Oslo", "Lima"][Math.floor(3 * hashed(index, 2))];
  return {
    a,
    b: hashed(index, 3) < 0.05 ? null : b,
    city,
    y: (city === "Rome" ? a > 0.5 : a + b > 1) ? "up" : "down",
  };
};
const source = (count: number) =>
  async function* () {
    for (let index = 0; index < count; index++) yield recordAt(index);
  };
const set = (values: Record<string, unknown>) =>
  Object.entries(values).map(([path, value]) => ({ path, value }));
const SHORT = set({ "training.epochs": 4, "training.batchSize": 32 });

describe("fitStream", () => {
  test("learns, holds out a share, and writes a model that predicts", async () => {
    const out = join(folder, "out");
    const result = await fitStream({ source: source(6000), target: "y", set: SHORT, out });
    expect(result.status).toBe("finished");
    expect(result.rows.train + result.rows.dev).toBe(6000);
    // A tenth: 600 with a standard deviation of 23.
    expect(Math.abs(result.rows.dev - 600)).toBeLessThan(95);
    expect(Object.values(result.files).every((path) => existsSync(path))).toBe(true);
    const model = decodeModel(readFileSync(result.files.model!), "model.safetensors");
    const fresh = Array.from({ length: 500 }, (_, index) => recordAt(100_000 + index));
    const predicted = await predictTable(model, tableOf(fresh, {}), nodeRuntime);
    const target = model.members[0].preprocessing.target;
    if (target.kind !== "classes") throw new Error("it predicts classes");
    const right = fresh.filter(({ y }, row) => {
      const own = target.classes.indexOf(y);
      return predicted[2 * row + own] > 0.5;
    });
    // Of the 5% of rows whose b is missing, a part cannot be known.
    expect(right.length / fresh.length).toBeGreaterThan(0.9);
  });

  test("gives the same model twice, and holds no more rows than it was allowed", async () => {
    const bounds = { bufferRows: 100, sampleRows: 200, devRows: 50 };
    const call = () => fitStream({ source: source(4000), target: "y", set: SHORT, ...bounds });
    const [one, other] = [await call(), await call()];
    expect(other.model).toEqual(one.model);
    expect(other.history).toEqual(one.history);
    expect(one.rows.dev).toBeLessThanOrEqual(50);
    // The buffer, 256 records at once, a chunk of 4096 rows at most, and the held-out ones.
    expect(one.mostRowsHeld).toBeLessThanOrEqual(100 + 256 + 4096 + 50);
  });

  test("continues from a checkpoint with the same result", async () => {
    const call = { source: source(2000), target: "y", set: SHORT };
    const whole = await fitStream(call);
    const stop = new AbortController();
    let checkpoint: TrainingState | undefined;
    const first = await fitStream({
      ...call,
      signal: stop.signal,
      progress: () => stop.abort(),
      onCheckpoint: (state) => {
        checkpoint = state;
      },
    });
    expect(first.status).toBe("interrupted");
    const rest = await fitStream({ ...call, resume: checkpoint });
    expect(rest.model.members[0].parameters).toEqual(whole.model.members[0].parameters);
  });

  test("takes images as flat bytes with a shape, and augments them", async () => {
    const images = function* () {
      for (let index = 0; index < 600; index++) {
        const bright = hashed(index, 0) < 0.5;
        const image = Uint8Array.from({ length: 36 }, (_, place) =>
          Math.floor(100 * hashed(index, place + 1) + (bright === place < 18 ? 120 : 0)),
        );
        yield { image, label: bright ? "top" : "bottom" };
      }
    };
    const { model, history } = await fitStream({
      source: images,
      target: "label",
      shapes: { image: [1, 6, 6] },
      set: set({ "training.epochs": 8, "data.augment": [{ kind: "flip" }, { kind: "crop", padding: 1 }] }),
    });
    expect(model.members[0].inputs[0]).toMatchObject({ dtype: "uint8", rowShape: [1, 6, 6] });
    const epochs = history.filter((row) => row.kind === "epoch");
    expect(epochs.at(-1)?.values["dev.accuracy"]).toBeGreaterThan(0.9);
  });

  test.each([
    [{ source: () => [] }, "The stream has no record to train on."],
    [{ source: source(10), target: "price" }, 'no record with a value for "price"'],
    [{ bufferRows: 0 }, "expected bufferRows to be a whole number of at least 1, received 0"],
    [{ signal: AbortSignal.abort() }, "The first pass over the stream was interrupted"],
    [{ target: undefined }, "The column to predict was not told."],
    [{ set: set({ "training.batchSize": "all" }) }, 'training.batchSize is "all"'],
    [{ set: set({ "data.split.test": 0.2 }) }, "data.split asks for a test part"],
    [{ set: set({ "data.categories": "targetStatistics" }) }, 'data.categories is "targetStatistics"'],
    [{ set: set({ "data.augment": [{ kind: "rotate" }] }) }, 'data.augment: "rotate" is for images'],
  ])("refuses %o in one sentence", async (options, message) => {
    await expect(fitStream({ source: source(200), target: "y", ...options })).rejects.toThrow(message);
  });

  test("tells what the source throws", async () => {
    let passes = 0;
    const broken = function* () {
      passes++;
      for (let index = 0; index < 500; index++) {
        if (passes > 1 && index === 300) throw new Error("the disk is gone");
        yield recordAt(index);
      }
    };
    await expect(fitStream({ source: broken, target: "y", set: SHORT })).rejects.toThrow("the disk is gone");
  });
});
