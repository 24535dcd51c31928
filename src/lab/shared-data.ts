import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { TrainwellError } from "../base/errors.ts";
import { partLocated } from "../data/read/read-table.node.ts";
import type { SharedData } from "../run/study.ts";
import type { JobStore, SharedFiles } from "../store/store.ts";
import { packFolder, unpackFolder } from "./packed-folder.ts";
import type { DataSource } from "./prepare/read-data.ts";

/** Files travel in pieces of this size, so that nobody holds a whole one in memory. */
const CHUNK_BYTES = 1 << 20;

/** Data of IDX files are several files beside each other. */
const IDX_FILE = /idx\d-u?byte/i;

/**
 * Puts data into a store that workers on other machines read them from, where they are not there yet.
 *
 * @returns how they are found again; or why they do not travel, in words; or undefined of a store whose users
 *   see the same folders.
 */
export async function shareData(
  { sharedFiles }: Pick<JobStore, "sharedFiles">,
  data: DataSource,
): Promise<SharedData | string | undefined> {
  if (sharedFiles === undefined) return undefined;
  if (typeof data !== "string") return "data in memory do not travel";
  const found = await located(data);
  if (found === undefined) return "data that are no file or folder do not travel";
  const { path, part, isFolder } = found;
  if (!isFolder && IDX_FILE.test(basename(path))) return "an IDX file does not travel without its folder";
  const packed = isFolder ? await packFolder(path) : undefined;
  if (typeof packed === "string") return packed;
  const bytes = packed ?? (() => createReadStream(path));
  const hashed = createHash("sha256");
  let sizeBytes = 0;
  for await (const chunk of bytes()) {
    hashed.update(chunk);
    sizeBytes += chunk.length;
  }
  const hash = hashed.digest("hex");
  await sendFile(sharedFiles, { hash, bytes: bytes(), path });
  return { hash, name: basename(path), ...(part === undefined ? {} : { part }), isFolder, sizeBytes };
}

/** Sends a file, checked on its way. @throws TrainwellError `data-changed` where it is another by now. */
async function sendFile(
  files: SharedFiles,
  { hash, bytes, path }: { hash: string; bytes: AsyncIterable<Uint8Array>; path: string },
): Promise<void> {
  if (await files.has(hash)) return;
  const sent = createHash("sha256");
  async function* checked() {
    for await (const chunk of inChunks(bytes)) {
      sent.update(chunk);
      yield chunk;
    }
    if (sent.digest("hex") !== hash) throw changed(path);
  }
  await files.add(hash, checked());
}

/**
 * Some work on data that were put into a store, which lie in a temporary folder meanwhile.
 *
 * @param work gets their path, as one gives it to readers.
 * @throws TrainwellError `data-damaged` where the store has other bytes than were put into it, or none.
 */
export async function withSharedData<T>(
  files: SharedFiles,
  shared: SharedData,
  work: (path: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "trainwell-data-"));
  try {
    const name = basename(shared.name);
    const path = join(folder, shared.isFolder ? "packed.zip" : name);
    await fetchFile(files, shared, path);
    if (shared.isFolder) await unpackFolder(path, join(folder, "unpacked", name));
    const whole = shared.isFolder ? join(folder, "unpacked", name) : path;
    return await work(shared.part === undefined ? whole : `${whole}#${shared.part}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fetchFile(files: SharedFiles, { hash, name }: SharedData, path: string): Promise<void> {
  const received = createHash("sha256");
  const file = await open(path, "w");
  try {
    for await (const chunk of files.read(hash)) {
      received.update(chunk);
      await file.writeFile(chunk);
    }
  } finally {
    await file.close();
  }
  if (received.digest("hex") !== hash) throw damaged(name);
}

async function located(data: string) {
  const found = await partLocated(data);
  const about = await stat(found.path).catch(() => undefined);
  if (!about?.isDirectory() && !about?.isFile()) return undefined;
  return { ...found, isFolder: about.isDirectory() };
}

/** The same bytes in pieces of one size, the last one excepted. */
async function* inChunks(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let rest = Buffer.alloc(0);
  for await (const piece of bytes) {
    rest = Buffer.concat([rest, piece]);
    for (; rest.length >= CHUNK_BYTES; rest = rest.subarray(CHUNK_BYTES)) yield rest.subarray(0, CHUNK_BYTES);
  }
  if (rest.length > 0) yield rest;
}

function changed(path: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "data-changed",
    message: `${path} changed while it was put into the store.`,
    details: { path },
    hint: "Give the same command again once it stays as it is.",
  });
}

function damaged(name: string): TrainwellError {
  return new TrainwellError({
    kind: "failure",
    code: "data-damaged",
    message: `The store does not have the bytes of ${name} that were put into it.`,
    details: { name },
    hint: "Name the data by --data, and begin further studies with them anew.",
  });
}
