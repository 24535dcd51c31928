import { open, readdir, stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import { TrainwellError } from "../../base/errors.ts";
import type { Table } from "../table/table.ts";
import { idxFile, idxFolder } from "./arrays/idx.node.ts";
import { npyFile, npyFolder, npzFile } from "./arrays/npy.node.ts";
import { imageFile, imageFolder } from "./images/image-folder.node.ts";
import { parquetFile } from "./parquet.node.ts";
import { fileSource } from "./sources/byte-source.node.ts";
import { HEAD_BYTES, isContainer, packedFiles, withinGzip, withinZip } from "./sources/containers.node.ts";
import { missingFile, readError } from "./sources/file-errors.node.ts";
import { foreignFile } from "./sources/foreign-file.ts";
import type { ReadOptions, SourceFacts, SourceReader } from "./sources/source-reader.ts";
import { tablesHint } from "./sources/tables-beside.ts";
import { readCsv, readCsvSource } from "./text/csv.node.ts";
import { jsonFile } from "./text/json.node.ts";
import { jsonLinesFile } from "./text/json-lines.node.ts";
import { detectEncoding } from "./text/text-encoding.ts";
import { xlsxFile } from "./workbooks/xlsx.node.ts";

/** Files that are text by their names; others must be so by their content. */
const TEXT_EXTENSIONS: ReadonlySet<string> = new Set(["csv", "tsv", "txt", ""]);

const csvFile: SourceReader = {
  title: "a CSV file",
  accepts: ({ isFolder, extension, head }) =>
    !isFolder && (TEXT_EXTENSIONS.has(extension) || !head.includes(0) || detectEncoding(head) !== "utf-8"),
  isStreamed: true,
  read: ({ source, size, isPacked }, options) =>
    readCsvSource(source, { ...options, ...(isPacked ? {} : { totalBytes: size }) }),
};

/** The first that accepts the data reads it. */
const READERS: readonly SourceReader[] = [
  idxFolder,
  npyFolder,
  imageFolder,
  imageFile,
  idxFile,
  xlsxFile,
  npzFile,
  npyFile,
  parquetFile,
  jsonLinesFile,
  jsonFile,
  csvFile,
];

/**
 * Reads data of any kind that is known as a table: a CSV, Excel, Parquet, JSON or JSON lines file, NumPy
 * arrays, a folder of images by class, or IDX files (MNIST). Which it is follows from names and first bytes.
 * CSV, JSON and .npy files may be packed by gzip, or as the one table of a zip archive.
 *
 * @param path a file or a folder; `book.xlsx#Sheet` names a sheet, and `tables.zip#a.csv` a file.
 * @param options types of columns, the header, the sheet, the shape of images, and a signal that stops the
 *   reading.
 * @throws TrainwellError `file-missing`, `folder-empty`, `data-unknown`, `file-foreign`; and what the kind's
 *   reader throws.
 * @example
 * const table = await readTable("data/wine.csv");
 */
export async function readTable(path: string, options: ReadOptions = {}): Promise<Table> {
  const outer = await factsOf(path);
  if (outer === undefined) return readCsv(path, options);
  const direct = readerOf(outer);
  checkPart(outer, { sheet: options.sheet, hasParts: direct === xlsxFile || isContainer(outer) === "zip" });
  if (direct !== undefined) return direct.read(outer, options);
  const facts = await unpacked(outer);
  const reader = READERS.find(
    (candidate) => (candidate.isStreamed || !facts.isPacked) && candidate.accepts(facts),
  );
  if (reader !== undefined) return reader.read(facts, options);
  const foreign = foreignFile(facts.head, facts.source.name);
  throw foreign?.code === "file-foreign" ? foreign : unknownData(facts);
}

/** The reader of what need not be unpacked, or unpacks itself. */
function readerOf(facts: SourceFacts): SourceReader | undefined {
  const isPacked = isContainer(facts) !== undefined;
  return READERS.find((candidate) => !(isPacked && candidate.isStreamed) && candidate.accepts(facts));
}

async function unpacked(facts: SourceFacts): Promise<SourceFacts> {
  const container = isContainer(facts);
  if (container === undefined) return facts;
  return container === "gzip" ? withinGzip(facts) : withinZip(facts);
}

/** A sheet or a file within can be named only where there are some. */
function checkPart(
  { path, part }: SourceFacts,
  { sheet = part, hasParts }: { sheet: string | undefined; hasParts: boolean },
): void {
  if (sheet === undefined || hasParts) return;
  throw new TrainwellError({
    kind: "input",
    code: "sheet-missing",
    message: `${path} has no sheets, of which "${sheet}" was named.`,
    details: { path, sheet },
    hint: "Leave the sheet out, or give an Excel file (.xlsx).",
  });
}

/**
 * The facts that names and first bytes give; undefined for what cannot be looked into twice, such as a pipe.
 */
async function factsOf(given: string): Promise<SourceFacts | undefined> {
  const { path, part } = await partLocated(given);
  try {
    const about = await stat(path);
    const isFolder = about.isDirectory();
    const within = isFolder ? await readdir(path, { withFileTypes: true }) : [];
    const shown = within.filter((entry) => !entry.name.startsWith("."));
    const names = (entries: typeof within) => entries.map((entry) => entry.name).sort();
    if (!isFolder && !about.isFile()) return undefined;
    const name = basename(path);
    const head = isFolder ? new Uint8Array(0) : await headOf(path);
    return {
      path,
      name,
      isFolder,
      extension: isFolder ? "" : extname(path).slice(1).toLowerCase(),
      head,
      source: fileSource(path, { name }),
      size: about.size,
      isPacked: false,
      part,
      packed: await packedFiles(path, head),
      entries: names(shown),
      folders: names(shown.filter((entry) => entry.isDirectory())),
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw await missingFile(given);
    throw readError(error, path);
  }
}

/** A path with # in it that leads to nothing names a part of what stands before. */
export async function partLocated(given: string): Promise<{ path: string; part: string | undefined }> {
  const at = given.lastIndexOf("#");
  const exists = (path: string) =>
    stat(path).then(
      () => true,
      () => false,
    );
  if (at <= 0 || (await exists(given)) || !(await exists(given.slice(0, at))))
    return { path: given, part: undefined };
  return { path: given.slice(0, at), part: given.slice(at + 1) };
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
    hint: tablesHint(path, entries) ?? "Check the path, or convert the data to one of these kinds.",
  });
}
