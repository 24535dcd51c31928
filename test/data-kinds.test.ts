import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tableFromArrays } from "../src/data/read/arrays/arrays.ts";
import { idxBytes, pngBytes } from "../src/data/read/files.samples.ts";
import { tableFromRecords } from "../src/data/table/building/record-table.ts";
import { root } from "./support/paths.ts";

// Worker threads need the compiled files.
const libraryUrl = pathToFileURL(join(root, "dist", "index.js")).href;
const { fit, inspect, predict }: typeof import("../src/index.ts") = await import(libraryUrl);

let folder: string;
let store: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trainwell-kinds-"));
  store = join(folder, "store");
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** 8 × 8 images, bright above (class 1) or below (class 0), with noise: a hundred that all differ. */
function pixels(count: number): Uint8Array {
  return Uint8Array.from({ length: 64 * count }, (_, i) => {
    const [row, y] = [Math.floor(i / 64), Math.floor((i % 64) / 8)];
    const isBright = y < 4 === (row % 2 === 1);
    return (isBright ? 170 : 30) + Math.floor(0.6 * ((i * 31 + row * row * 17) % 101));
  });
}

const classes = (count: number) => Uint8Array.from({ length: count }, (_, row) => row % 2);
const few = [{ path: "training.epochs", value: 8 }];

describe("fit and predict", () => {
  it("learn MNIST's files with their own test set, and predict images in a folder", async () => {
    const data = join(folder, "mnist");
    await mkdir(data);
    for (const [part, count] of [
      ["train", 80],
      ["t10k", 20],
    ] as const) {
      await writeFile(join(data, `${part}-images-idx3-ubyte`), idxBytes([count, 8, 8], pixels(count)));
      await writeFile(join(data, `${part}-labels-idx1-ubyte`), idxBytes([count], classes(count)));
    }
    const out = join(folder, "fitted");
    const result = await fit({ data, out, store, set: few, finalTest: true });
    expect(result.splits).toMatchObject({ test: 20 });
    expect(result.splits.train + result.splits.dev).toBe(80);
    // Which half is bright is plain to see.
    expect(result.test?.metrics.accuracy).toBe(1);

    const images = join(folder, "images");
    await mkdir(images);
    const bright = (top: boolean) => (_x: number, y: number) => (y < 16 === top ? 200 : 40);
    await writeFile(join(images, "a.png"), pngBytes(32, 32, { channels: 3, value: bright(true) }));
    await writeFile(join(images, "b.png"), pngBytes(32, 32, { channels: 1, value: bright(false) }));
    const predictions = join(folder, "predictions.csv");
    // Other sizes and channels are brought to those of the training.
    const { columns } = await predict({ data: images, model: out, store, out: predictions });
    expect(columns?.slice(0, 2)).toEqual(["file", "prediction"]);
    const lines = (await readFile(predictions, "utf8")).trim().split(/\r?\n/);
    expect(lines.slice(1).map((line) => line.split(",").slice(0, 2))).toEqual([
      ["a.png", "1"],
      ["b.png", "0"],
    ]);
  });

  it("learn from arrays in memory, with rows held apart", async () => {
    const data = tableFromArrays({
      image: { shape: [100, 8, 8], data: pixels(100) },
      label: { shape: [100], data: classes(100) },
    });
    const set = [...few, { path: "data.split.trainDev", value: 0.2 }];
    const { splits, trainDev } = await fit({ data, out: join(folder, "arrays"), store, set });
    expect(splits).toEqual({ train: 48, dev: 20, test: 20, trainDev: 12 });
    expect(trainDev?.rows).toBe(12);
  });

  it("leave nothing behind where the network does not fit the images", async () => {
    const data = tableFromArrays({
      image: { shape: [100, 8, 8], data: pixels(100) },
      label: { shape: [100], data: classes(100) },
    });
    const out = join(folder, "nothing");
    const set = [
      { path: "network.layers.convolution1.kernel", value: 30 },
      { path: "network.layers.convolution1.padding", value: "valid" },
    ];
    await expect(fit({ data, out, store, set })).rejects.toMatchObject({
      kind: "input",
      message: expect.stringContaining("convolution1"),
    });
    expect(existsSync(out)).toBe(false);
  });
});

describe("inspect", () => {
  it("describes columns of arrays, and takes the target that the data tell", async () => {
    const data = tableFromRecords(
      Array.from({ length: 30 }, (_, row) => ({ sound: [row, row % 3], loud: row % 3 === 0 })),
    );
    const { columns, file } = await inspect({ data, target: "loud" });
    expect(file).toBe("the records");
    expect(columns[0]).toMatchObject({
      type: "tensor",
      row: "float32 [2]",
      distinct: 30,
      minimum: 0,
      maximum: 29,
    });
  });
});
