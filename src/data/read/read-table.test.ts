import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TrainwellError } from "../../base/errors.ts";
import { bytesOf, idxBytes, npyBytes, pngBytes } from "./files.samples.ts";
import { readTable } from "./read-table.node.ts";
import type { ReadOptions } from "./sources/source-reader.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "trainwell-read-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(files: Readonly<Record<string, Uint8Array | string>>): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), content);
  }
}

const read = (path = "", options: ReadOptions = {}) => readTable(join(folder, path), options);

/** The error of reading: one sentence of input, which names the place. */
async function refusal(path = ""): Promise<TrainwellError> {
  const error = await read(path).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(TrainwellError);
  expect(error).toMatchObject({ kind: "input" });
  return error as TrainwellError;
}

const images = (count: number) =>
  idxBytes(
    [count, 2, 2],
    Uint8Array.from({ length: 4 * count }, (_, i) => i),
  );
const labels = (...values: number[]) => idxBytes([values.length], Uint8Array.from(values));

describe("IDX files", () => {
  it("make one table of MNIST's four, packed or not, with their own parts", async () => {
    await write({
      "train-images-idx3-ubyte": images(3),
      "train-labels-idx1-ubyte": labels(7, 2, 7),
      "t10k-images-idx3-ubyte.gz": gzipSync(images(2)),
      "t10k-labels-idx1-ubyte.gz": gzipSync(labels(2, 9)),
      "README.txt": "where they are from",
    });
    const table = await read();
    expect(table).toMatchObject({ rows: 5, targetColumn: "label", splitColumn: "split" });
    expect(table.columns).toEqual([
      {
        type: "tensor",
        name: "image",
        dtype: "uint8",
        rowShape: [1, 2, 2],
        data: Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 1, 2, 3, 4, 5, 6, 7),
      },
      { type: "category", name: "label", data: Int32Array.of(1, 0, 1, 0, 2), categories: ["2", "7", "9"] },
      { type: "category", name: "split", data: Int32Array.of(0, 0, 0, 1, 1), categories: ["train", "test"] },
    ]);
  });

  it("are found by one file of images, with the labels beside it", async () => {
    await write({ "a-images.idx3-ubyte": images(2), "a-labels.idx1-ubyte": labels(0, 1) });
    expect((await read("a-images.idx3-ubyte")).columns.map(({ name }) => name)).toEqual(["image", "label"]);
    await rm(join(folder, "a-labels.idx1-ubyte"));
    expect((await read("a-images.idx3-ubyte")).columns.map(({ name }) => name)).toEqual(["image"]);
  });

  it("are refused with labels alone", async () => {
    await write({ "train-labels-idx1-ubyte": labels(1, 2) });
    expect((await refusal()).message).toBe(
      "train-labels-idx1-ubyte holds labels alone; expected the images that they belong to.",
    );
    expect((await refusal("train-labels-idx1-ubyte")).code).toBe("idx-files-invalid");
  });

  it("are refused where labels and images are not as many", async () => {
    await write({ "train-images-idx3-ubyte": images(3), "train-labels-idx1-ubyte": labels(7, 2) });
    expect((await refusal()).message).toContain(
      "has 3 images, and train-labels-idx1-ubyte has labels of shape [2]",
    );
  });

  it("are refused cut off, packed or not", async () => {
    await write({ "train-images-idx3-ubyte": images(3).slice(0, -1) });
    expect((await refusal()).message).toContain("takes 28 bytes, and it has 27");
    await write({ "train-images-idx3-ubyte.gz": gzipSync(images(3)).subarray(0, 20) });
    await rm(join(folder, "train-images-idx3-ubyte"));
    expect((await refusal()).code).toBe("archive-invalid");
  });

  it("are refused where parts have images of other sizes", async () => {
    const other = idxBytes([1, 3, 3], new Uint8Array(9));
    await write({
      "train-images-idx3-ubyte": images(3),
      "train-labels-idx1-ubyte": labels(7, 2, 7),
      "t10k-images-idx3-ubyte": other,
      "t10k-labels-idx1-ubyte": labels(7),
    });
    expect((await refusal()).message).toContain("uint8 [2, 2] and uint8 [3, 3]");
  });
});

describe("NumPy files", () => {
  const x = npyBytes("'<f4'", [2, 3], bytesOf(Float32Array.of(1, 2, 3, 4, 5, 6)));
  const y = npyBytes("'<i8'", [2], bytesOf(BigInt64Array.of(3n, 4n)));

  it("make a table of an archive's arrays, and of a folder's", async () => {
    await write({ "a.npz": zipSync({ "x.npy": x, "y.npy": y }), "b/x.npy": x, "b/y.npy": y, "c.npy": x });
    for (const path of ["a.npz", "b"]) {
      const table = await read(path);
      expect(table).toMatchObject({ rows: 2, targetColumn: "y" });
      expect(table.columns).toEqual([
        {
          type: "tensor",
          name: "x",
          dtype: "float32",
          rowShape: [3],
          data: Float32Array.of(1, 2, 3, 4, 5, 6),
        },
        { type: "number", name: "y", data: Float64Array.of(3, 4) },
      ]);
    }
    expect((await read("c.npy")).columns.map(({ name }) => name)).toEqual(["c"]);
  });

  it("are refused cut off, empty, or with another number of rows", async () => {
    const whole = zipSync({ "x.npy": x });
    await write({ "a.npz": whole.slice(0, -30), "b.npz": zipSync({ "a.txt": y }), "c.npy": x.slice(0, -1) });
    expect((await refusal("a.npz")).code).toBe("archive-invalid");
    expect((await refusal("b.npz")).message).toContain("holds no array");
    expect((await refusal("c.npy")).message).toContain("c.npy is no NumPy file that can be read");
    await write({
      "d.npz": zipSync({ "x.npy": x.slice(0, -1) }),
      "e.npz": zipSync({ "x.npy": x, "y.npy": npyBytes("'|u1'", [3], Uint8Array.of(1, 2, 3)) }),
    });
    expect((await refusal("d.npz")).message).toContain('d.npz, array "x"');
    expect((await refusal("e.npz")).message).toBe('e.npz has 2 rows in "x" and 3 in "y".');
  });
});

describe("Parquet files", () => {
  const bytes = (codec: "SNAPPY" | "UNCOMPRESSED") =>
    new Uint8Array(
      parquetWriteBuffer({
        codec,
        columnData: [
          { name: "size", data: [1.5, null, 3], type: "DOUBLE" },
          { name: "count", data: [1n, 2n, 3n], type: "INT64" },
          { name: "colour", data: ["red", "blue", "red"], type: "STRING" },
          { name: "old", data: [true, false, true], type: "BOOLEAN" },
        ],
      }),
    );

  it.each(["SNAPPY", "UNCOMPRESSED"] as const)("make a table (%s)", async (codec) => {
    await write({ "a.parquet": bytes(codec) });
    expect((await read("a.parquet")).columns).toEqual([
      { type: "number", name: "size", data: Float64Array.of(1.5, NaN, 3) },
      { type: "number", name: "count", data: Float64Array.of(1, 2, 3) },
      { type: "category", name: "colour", data: Int32Array.of(0, 1, 0), categories: ["red", "blue"] },
      { type: "boolean", name: "old", data: Uint8Array.of(1, 0, 1), labels: ["false", "true"] },
    ]);
  });

  it("are refused cut off or damaged", async () => {
    const whole = bytes("SNAPPY");
    await write({
      "a.parquet": whole.slice(0, -9),
      "b.parquet": whole.map((byte, at) => (at > 8 && at < 40 ? 0xff : byte)),
      "c.parquet": "no Parquet",
    });
    for (const path of ["a.parquet", "b.parquet", "c.parquet"])
      expect(await refusal(path)).toMatchObject({
        code: "parquet-invalid",
        message: expect.stringContaining(path),
      });
    await write({ "d.parquet": "" });
    expect((await refusal("d.parquet")).message).toBe("d.parquet is no sound Parquet file: it is empty.");
  });
});

describe("JSON lines", () => {
  it("make a table, with arrays as columns of arrays", async () => {
    await write({ "a.jsonl": '\uFEFF{"a": 1, "s": [1, 2]}\r\n\r\n{"a": 2, "s": [3, 4], "b": "x"}' });
    expect((await read("a.jsonl")).columns).toMatchObject([
      { name: "a", data: Float64Array.of(1, 2) },
      { name: "s", rowShape: [2], data: Float32Array.of(1, 2, 3, 4) },
      { name: "b", data: Int32Array.of(-1, 0) },
    ]);
  });

  it("are refused with the line that is wrong", async () => {
    await write({ "a.jsonl": '{"a": 1}\n{"a": ', "b.ndjson": "[1]\n", "c.jsonl": "\n" });
    expect((await refusal("a.jsonl")).message).toContain("a.jsonl, line 2: expected a JSON object");
    expect((await refusal("b.ndjson")).message).toBe(
      "b.ndjson, row 1: expected an object with a value for each column.",
    );
    expect((await refusal("c.jsonl")).message).toBe("c.jsonl has no rows.");
  });
});

describe("folders of images", () => {
  const dark = pngBytes(2, 2, { channels: 1, value: (x, y) => 10 * x + y });

  it("make a table by class, row by row in the order of names", async () => {
    await write({
      "cat/2.png": dark,
      "cat/1.PNG": dark,
      "dog/deep/1.png": dark,
      "dog/.hidden": "",
      "dog/notes.txt": "",
    });
    const table = await read();
    expect(table.columns).toEqual([
      {
        type: "tensor",
        name: "image",
        dtype: "uint8",
        rowShape: [1, 2, 2],
        data: Uint8Array.of(0, 10, 1, 11, 0, 10, 1, 11, 0, 10, 1, 11),
      },
      { type: "category", name: "class", data: Int32Array.of(0, 0, 1), categories: ["cat", "dog"] },
    ]);
    expect(table).toMatchObject({
      rowNames: ["cat/1.PNG", "cat/2.png", "dog/deep/1.png"],
      targetColumn: "class",
      notes: [],
    });
  });

  it("go by folders of parts around the classes", async () => {
    await write({ "train/a/1.png": dark, "train/b/1.png": dark, "val/a/1.png": dark, "test/b/1.png": dark });
    const { columns, splitColumn } = await read();
    expect(splitColumn).toBe("split");
    expect(columns.at(-1)).toMatchObject({
      categories: ["test", "train", "dev"],
      data: Int32Array.of(0, 1, 1, 2),
    });
  });

  it("are brought to the size and channels that are told", async () => {
    await write({ "a/1.png": pngBytes(6, 4), "b/1.png": dark });
    const { columns } = await read("", { image: { width: 3, height: 2, channels: 3 } });
    expect(columns[0]).toMatchObject({ rowShape: [3, 2, 3] });
  });

  it("are read without classes, and as one image, for predictions", async () => {
    await write({ "1.png": dark, "2.png": dark });
    expect((await read()).columns.map(({ name }) => name)).toEqual(["image"]);
    expect(await read("2.png")).toMatchObject({ rows: 1, rowNames: ["2.png"] });
  });

  it("are refused with the number of damaged images and the first", async () => {
    await write({
      "a/1.png": dark,
      "a/2.png": dark.slice(0, -20),
      "b/1.png": "no image",
      "b/2.jpg": Uint8Array.of(0xff, 0xd8, 0xff),
    });
    const { message } = await refusal();
    expect(message).toMatch(/^3 images of 4 in .* cannot be read, first a\/2\.png: /);
  });

  it("are refused where a class is empty, where images lie beside classes, and where there is none", async () => {
    await write({ "a/1.png": dark });
    await mkdir(join(folder, "b"));
    expect((await refusal()).message).toMatch(/b has no images; expected PNG or JPEG files\.$/);
    await write({ "flats.csv": "a\n1\n" });
    expect((await refusal()).hint).toMatch(/^Give a table of the folder, such as .*\/flats\.csv\.$/);
    await rm(join(folder, "b"), { recursive: true });
    await write({ "stray.png": dark });
    expect((await refusal()).message).toContain("has 1 image beside its folders, such as stray.png");
    await mkdir(join(folder, "none"));
    expect((await refusal("none")).code).toBe("folder-empty");
  });
});

describe("data of no known kind", () => {
  it("is refused with the kinds that are known", async () => {
    await write({ "a.bin": Uint8Array.of(1, 0, 2), "b/notes.md": "words" });
    expect((await refusal("a.bin")).message).toMatch(
      /a\.bin is a file of no known kind; expected a folder with IDX files, .* a CSV file\.$/,
    );
    expect((await refusal("b")).code).toBe("data-unknown");
    await write({ "tables/c.csv": "a\n1\n" });
    expect((await refusal("tables")).hint).toMatch(
      /^Give a table of the folder, such as .*tables\/c\.csv\.$/,
    );
    expect((await refusal("c.csv")).code).toBe("file-missing");
  });

  it("is read as a CSV where it is text", async () => {
    await write({ "a.data": "a,b\n1,x\n" });
    expect((await read("a.data")).columns.map(({ type }) => type)).toEqual(["number", "category"]);
  });
});
