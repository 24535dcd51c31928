import { createReadStream } from "node:fs";
import { basename, extname } from "node:path";
import { nearest, TrainwellError } from "../../../base/errors.ts";
import { type ByteSource, headOf } from "./byte-source.node.ts";
import { readError } from "./file-errors.node.ts";
import { isGzip } from "./read-bytes.node.ts";
import type { SourceFacts } from "./source-reader.ts";
import { boundedUnpacking, gunzipped, unpackingLimit } from "./unpacking.node.ts";
import { isZip, readZipDirectory, type ZipEntry, zipEntrySource } from "./zip-directory.node.ts";

/** How many bytes are looked at to tell what a file is. */
export const HEAD_BYTES = 4096;
/** Files that hold tables by their names. */
const TABLE_EXTENSIONS: ReadonlySet<string> = new Set([
  "csv",
  "tsv",
  "json",
  "jsonl",
  "ndjson",
  "data",
  "dat",
  "npy",
]);
/** Where an office document says what it is. */
const DOCUMENTS: ReadonlyMap<string, string> = new Map([
  ["word/document.xml", "a Word document"],
  ["ppt/presentation.xml", "a PowerPoint document"],
  ["content.xml", "an OpenDocument file (such as .ods)"],
  ["xl/workbook.bin", "a binary Excel workbook (.xlsb)"],
]);

/** The files of a zip archive that a file is; none where it is no archive, or a damaged one. */
export async function packedFiles(path: string, head: Uint8Array): Promise<ZipEntry[]> {
  if (!isZip(head)) return [];
  // Who unpacks it says what is wrong with it.
  return readZipDirectory(path, basename(path)).catch(() => []);
}

/** The facts of the file within gzip. */
export async function withinGzip(facts: SourceFacts): Promise<SourceFacts> {
  const { path, name, size } = facts;
  const limitBytes = unpackingLimit(size);
  const source: ByteSource = {
    path,
    name,
    isRereadable: true,
    open: () => boundedUnpacking(gunzipped(createReadStream(path)), { name, limitBytes }),
  };
  return withSource(facts, { source, inner: name.replace(/\.gz(?:ip)?$/i, "") });
}

/**
 * The facts of the table within a zip archive.
 *
 * @throws TrainwellError `archive-invalid`; `archive-tables` where it holds none, or several and none was
 *   named; `file-foreign` where it is an office document.
 */
export async function withinZip(facts: SourceFacts): Promise<SourceFacts> {
  const { path, name, size } = facts;
  const entries = await readZipDirectory(path, name);
  const document = entries.map((entry) => DOCUMENTS.get(entry.name)).find((kind) => kind !== undefined);
  if (document !== undefined) throw officeDocument(name, document);
  const entry = chosenEntry(entries, facts);
  return withSource(facts, { source: zipEntrySource(entry, { path, name, size }), inner: entry.name });
}

async function withSource(
  facts: SourceFacts,
  { source, inner }: { source: ByteSource; inner: string },
): Promise<SourceFacts> {
  try {
    const extension = extname(inner).slice(1).toLowerCase();
    return {
      ...facts,
      extension,
      head: await headOf(source, HEAD_BYTES),
      source,
      isPacked: true,
      packed: [],
    };
  } catch (error) {
    throw readError(error, facts.path);
  }
}

function chosenEntry(entries: readonly ZipEntry[], { name, part }: SourceFacts): ZipEntry {
  const files = entries.filter(
    (entry) => !entry.name.split("/").some((step) => step.startsWith(".") || step === "__MACOSX"),
  );
  if (part !== undefined) {
    const named = files.find((entry) => entry.name === part || basename(entry.name) === part);
    if (named === undefined) throw noSuchFile(name, { part, files });
    return named;
  }
  if (files.length === 1) return files[0];
  const tables = files.filter((entry) =>
    TABLE_EXTENSIONS.has(extname(entry.name.replace(/\.gz$/i, "")).slice(1).toLowerCase()),
  );
  if (tables.length === 1) return tables[0];
  throw severalFiles(name, tables.length > 1 ? tables : files);
}

/** Whether a file is packed in a way that is unpacked here. */
export function isContainer({ isFolder, head, packed }: SourceFacts): "gzip" | "zip" | undefined {
  if (isFolder) return undefined;
  if (isGzip(head)) return "gzip";
  return packed.length > 0 || isZip(head) ? "zip" : undefined;
}

function severalFiles(name: string, files: readonly ZipEntry[]): TrainwellError {
  const shown = files.slice(0, 5).map((file) => file.name);
  const more = files.length > 5 ? ", ..." : "";
  const what = files.length === 0 ? "no file" : `${files.length} files (${shown.join(", ")}${more})`;
  return new TrainwellError({
    kind: "input",
    code: "archive-tables",
    message: `${name} holds ${what}; expected one table.`,
    details: { source: name },
    hint: files.length === 0 ? "Pack a table into it." : `Name the one to read: "${name}#${shown[0]}".`,
  });
}

function noSuchFile(
  name: string,
  { part, files }: { part: string; files: readonly ZipEntry[] },
): TrainwellError {
  const suggestion = nearest(
    part,
    files.map((file) => file.name),
  );
  return new TrainwellError({
    kind: "input",
    code: "archive-tables",
    message: `${name} holds no file "${part}".`,
    details: { source: name, part },
    hint: suggestion === undefined ? "Name a file that is in it." : `Did you mean "${suggestion}"?`,
  });
}

function officeDocument(name: string, what: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "file-foreign",
    message: `${name} is ${what}; expected a table.`,
    details: { source: name, kind: what },
    hint: "Open it in the program that wrote it and save the table as CSV or .xlsx.",
  });
}
