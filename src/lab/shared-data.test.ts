import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { zipSync } from "fflate";
import { afterAll, expect, test } from "vitest";
import type { SharedData } from "../run/study.ts";
import type { SharedFiles } from "../store/store.ts";
import { unpackFolder } from "./packed-folder.ts";
import { shareData, withSharedData } from "./shared-data.ts";

const folder = mkdtempSync(join(tmpdir(), "trainwell-shared-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Files in memory, and how large the largest piece was that they were given. */
class MemoryFiles implements SharedFiles {
  readonly files = new Map<string, Uint8Array[]>();
  largest = 0;
  async has(hash: string) {
    return this.files.has(hash);
  }
  async add(hash: string, chunks: AsyncIterable<Uint8Array>) {
    const kept: Uint8Array[] = [];
    for await (const chunk of chunks) {
      this.largest = Math.max(this.largest, chunk.length);
      kept.push(Uint8Array.from(chunk));
    }
    this.files.set(hash, kept);
  }
  async *read(hash: string) {
    yield* this.files.get(hash) ?? [];
  }
}

async function shared(files: SharedFiles, path: string): Promise<SharedData> {
  const found = await shareData({ sharedFiles: files }, path);
  if (typeof found !== "object") throw new Error(`not shared: ${found}`);
  return found;
}

test("a file travels in pieces, under its name, and once", async () => {
  const files = new MemoryFiles();
  const path = join(folder, "long.csv");
  const bytes = Buffer.alloc(3_500_000, "a,b\n1,2\n");
  writeFileSync(path, bytes);
  const data = await shared(files, path);
  expect(data).toMatchObject({ name: "long.csv", isFolder: false, sizeBytes: bytes.length });
  expect(await shared(files, path)).toEqual(data);
  expect(files.files.size).toBe(1);
  expect(files.largest).toBe(1 << 20);
  await withSharedData(files, data, async (fetched) => {
    expect(basename(fetched)).toBe("long.csv");
    expect(readFileSync(fetched).equals(bytes)).toBe(true);
  });
});

test("a part of a file is named behind it again", async () => {
  const files = new MemoryFiles();
  writeFileSync(join(folder, "book.xlsx"), "bytes");
  const data = await shared(files, `${join(folder, "book.xlsx")}#Sheet 2`);
  expect(data).toMatchObject({ name: "book.xlsx", part: "Sheet 2" });
  await withSharedData(files, data, async (path) => expect(path.endsWith("/book.xlsx#Sheet 2")).toBe(true));
});

test("a folder of files travels whole, and its bytes depend on names and contents alone", async () => {
  const files = new MemoryFiles();
  for (const name of ["one", "two"]) {
    for (const kind of ["cats", "dogs"]) {
      mkdirSync(join(folder, name, "pets", kind), { recursive: true });
      writeFileSync(join(folder, name, "pets", kind, "1.png"), Buffer.alloc(200_000, kind));
    }
  }
  const data = await shared(files, join(folder, "one", "pets"));
  expect((await shared(files, join(folder, "two", "pets"))).hash).toBe(data.hash);
  await withSharedData(files, data, async (path) => {
    expect(basename(path)).toBe("pets");
    const read = (kind: string) => readFileSync(join(path, kind, "1.png"));
    expect(read("cats").equals(Buffer.alloc(200_000, "cats"))).toBe(true);
    expect(read("dogs").equals(Buffer.alloc(200_000, "dogs"))).toBe(true);
  });
});

test("a packed folder whose paths lead out of it is refused", async () => {
  const path = join(folder, "hostile.zip");
  writeFileSync(path, zipSync({ "../out.txt": new Uint8Array(3) }));
  await expect(unpackFolder(path, join(folder, "within"))).rejects.toMatchObject({ code: "data-damaged" });
});

test("bytes that are lost or others are refused", async () => {
  const files = new MemoryFiles();
  writeFileSync(join(folder, "small.csv"), "a\n1\n");
  const data = await shared(files, join(folder, "small.csv"));
  files.files.set(data.hash, [Uint8Array.of(1)]);
  const work = async () => "read";
  await expect(withSharedData(files, data, work)).rejects.toMatchObject({ code: "data-damaged" });
  files.files.clear();
  await expect(withSharedData(files, data, work)).rejects.toMatchObject({ code: "data-damaged" });
});

test("data that do not travel say why, and need not where all see the same folders", async () => {
  const files = new MemoryFiles();
  expect(await shareData({ sharedFiles: files }, [{ a: 1 }])).toBe("data in memory do not travel");
  writeFileSync(join(folder, "train-images-idx3-ubyte"), "");
  expect(await shareData({ sharedFiles: files }, join(folder, "train-images-idx3-ubyte"))).toContain("IDX");
  expect(await shareData({}, join(folder, "small.csv"))).toBeUndefined();
});
