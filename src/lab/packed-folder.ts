import { createReadStream, createWriteStream, mkdirSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { finished } from "node:stream/promises";
import { Unzip, UnzipInflate, UnzipPassThrough, Zip, ZipPassThrough } from "fflate";
import { TrainwellError } from "../base/errors.ts";

/** The most that a ZIP file holds without extensions that not everybody reads. */
const LIMITS = { bytes: 4e9, files: 65_000 } as const;

/** Files are packed with one date, so that the same folder gives the same bytes. */
const DATE = new Date(1980, 0, 1);

/**
 * A folder as the bytes of a ZIP file, uncompressed, which depend on names and contents alone.
 *
 * @returns a function that reads them, as often as it is called; or why they cannot be had, in words.
 */
export async function packFolder(folder: string): Promise<(() => AsyncIterable<Uint8Array>) | string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
  let bytes = 0;
  for (const path of paths) bytes += (await stat(join(folder, path))).size;
  if (bytes > LIMITS.bytes || paths.length > LIMITS.files)
    return "a folder of more than 4 GB or 65,000 files does not travel";
  return () => packed(folder, paths);
}

async function* packed(folder: string, paths: readonly string[]): AsyncIterable<Uint8Array> {
  const ready: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    ready.push(chunk);
  });
  for (const path of paths) {
    const file = new ZipPassThrough(path);
    file.mtime = DATE;
    zip.add(file);
    file.push(new Uint8Array(await readFile(join(folder, path))), true);
    yield* ready.splice(0);
  }
  zip.end();
  yield* ready.splice(0);
}

/**
 * Unpacks a folder that `packFolder` packed.
 *
 * @throws TrainwellError `data-damaged` of a path that leads out of it.
 */
export async function unpackFolder(zip: string, folder: string): Promise<void> {
  const writing: Promise<void>[] = [];
  const unzip = new Unzip((file) => {
    if (file.name.split("/").includes("..") || file.name.startsWith("/")) throw leadsOut(file.name);
    const path = join(folder, file.name);
    mkdirSync(dirname(path), { recursive: true });
    const output = createWriteStream(path);
    writing.push(finished(output));
    file.ondata = (error, chunk, isLast) => {
      if (error) output.destroy(error);
      else if (isLast) output.end(chunk);
      else output.write(chunk);
    };
    file.start();
  });
  unzip.register(UnzipPassThrough);
  unzip.register(UnzipInflate);
  mkdirSync(folder, { recursive: true });
  for await (const chunk of createReadStream(zip)) {
    unzip.push(chunk);
    // Few files are written at once, so that their number does not matter.
    if (writing.length > 64) await Promise.all(writing.splice(0, writing.length - 1));
  }
  unzip.push(new Uint8Array(0), true);
  await Promise.all(writing);
}

function leadsOut(name: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "data-damaged",
    message: `The packed folder has a file ${JSON.stringify(name)}, whose path leads out of it.`,
    details: { name },
  });
}
