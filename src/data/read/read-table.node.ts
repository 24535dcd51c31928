import { open, readdir, stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import { TrainwellError } from "../../base/errors.ts";
import type { Table } from "../table/table.ts";
import { readCsv } from "./csv.node.ts";
import { missingFile, readError } from "./file-errors.node.ts";
import { idxFile, idxFolder } from "./idx.node.ts";
import { imageFile, imageFolder } from "./image-folder.node.ts";
import { jsonLinesFile } from "./json-lines.node.ts";
import { npyFile, npyFolder, npzFile } from "./npy.node.ts";
import { parquetFile } from "./parquet.node.ts";
import type { ReadOptions, SourceFacts, SourceReader } from "./source-reader.ts";

const HEAD_BYTES = 512;
/** Files that are text by their names; others must be so by their content. */
const TEXT_EXTENSIONS: ReadonlySet<string> = new Set(["csv", "tsv", "txt", ""]);

const csvFile: SourceReader = {
  title: "a CSV file",
  accepts: ({ isFolder, extension, head }) =>
    !isFolder && (TEXT_EXTENSIONS.has(extension) || !head.includes(0)),
  read: ({ path }, options) => readCsv(path, options),
};

/** The first that accepts the data reads it. */
const READERS: readonly SourceReader[] = [
  idxFolder,
  npyFolder,
  imageFolder,
  imageFile,
  idxFile,
  npzFile,
  npyFile,
  parquetFile,
  jsonLinesFile,
  csvFile,
];

/**
 * Reads data of any kind that is known as a table: a CSV file, a folder of images by class, IDX files
 * (MNIST), NumPy arrays, a Parquet file, or JSON lines. Which it is follows from names and first bytes.
 *
 * @param path a file or a folder.
 * @param options types of columns, the shape of images, and a signal that stops the reading.
 * @throws TrainwellError `file-missing`, `folder-empty`, `data-unknown`; and what the kind's reader throws.
 * @example
 * const table = await readTable("data/wine.csv");
 */
export async function readTable(path: string, options: ReadOptions = {}): Promise<Table> {
  const facts = await factsOf(path);
  if (facts === undefined) return readCsv(path, options);
  const reader = READERS.find((candidate) => candidate.accepts(facts));
  if (reader === undefined) throw unknownData(facts);
  return reader.read(facts, options);
}

/**
 * The facts that names and first bytes give; undefined for what cannot be looked into twice, such as a pipe.
 */
async function factsOf(path: string): Promise<SourceFacts | undefined> {
  try {
    const about = await stat(path);
    const isFolder = about.isDirectory();
    const within = isFolder ? await readdir(path, { withFileTypes: true }) : [];
    const shown = within.filter((entry) => !entry.name.startsWith("."));
    const names = (entries: typeof within) => entries.map((entry) => entry.name).sort();
    if (!isFolder && !about.isFile()) return undefined;
    return {
      path,
      name: basename(path),
      isFolder,
      extension: isFolder ? "" : extname(path).slice(1).toLowerCase(),
      head: isFolder ? new Uint8Array(0) : await headOf(path),
      entries: names(shown),
      folders: names(shown.filter((entry) => entry.isDirectory())),
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw await missingFile(path);
    throw readError(error, path);
  }
}

async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function unknownData({ path, isFolder, entries }: SourceFacts): TrainwellError {
  const isEmpty = isFolder && entries.length === 0;
  const known = READERS.map(({ title }) => title).join(", ");
  const what = isEmpty
    ? "is an empty folder"
    : isFolder
      ? "is a folder without data of a known kind"
      : "is a file of no known kind";
  return new TrainwellError({
    kind: "input",
    code: isEmpty ? "folder-empty" : "data-unknown",
    message: `${path} ${what}; expected ${known}.`,
    details: { path },
    hint: "Check the path, or convert the data to one of these kinds.",
  });
}
