import { TrainwellError } from "../../base/errors.ts";
import { jsonFault, parseJson } from "../../base/json-text.ts";
import { type MemoryData, tableOfMemory } from "../../data/read/arrays/memory-data.ts";
import { foreignFile } from "../../data/read/sources/foreign-file.ts";
import { jsonRecords } from "../../data/read/text/json-records.ts";
import { detectEncoding, ENCODING_NOTES, type Encoding } from "../../data/read/text/text-encoding.ts";
import { tableFromRecords } from "../../data/table/building/record-table.ts";
import type { TableOptions } from "../../data/table/building/table-builder.ts";
import type { Table } from "../../data/table/table.ts";

/**
 * Rows as a page has them: the text of a CSV; a `File` or `Blob` with a CSV or JSON; records, one object a
 * row; an object with an array for each column; or a table (`tableFromArrays` makes one of images).
 */
export type PageData = string | Blob | MemoryData;

/** Facts of the rows, and the name of them in messages. */
type ReadingOptions = TableOptions & { readonly source?: string };

/** Bytes by which a file that is no table is known. */
const HEAD_BYTES = 4096;

/**
 * Reads what a page has as a table.
 *
 * @throws TrainwellError `data-invalid` for what is none of these, `file-foreign` for a file of another kind,
 *   and what reading such rows throws.
 */
export async function readPageData(data: PageData, options: ReadingOptions): Promise<Table> {
  if (typeof data === "string") return readCsvText(data, options);
  if (data instanceof Blob) return readBlob(data, options);
  return tableOfMemory(data, options);
}

async function readCsvText(text: string, options: ReadingOptions): Promise<Table> {
  const { parseCsv } = await import("../../data/read/text/csv.ts");
  return parseCsv(text, options);
}

async function readBlob(blob: Blob, options: ReadingOptions): Promise<Table> {
  const source = options.source ?? (blob as Partial<File>).name ?? "the file";
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const { text, encoding } = decode(bytes);
  if (encoding === "utf-8" || encoding === "windows-1252") checkFile(bytes.subarray(0, HEAD_BYTES), source);
  const isJson = /\.json$/i.test(source) || blob.type === "application/json";
  const table = isJson
    ? readJson(text, { ...options, source })
    : await readCsvText(text, { ...options, source });
  const note = ENCODING_NOTES[encoding];
  return note === undefined ? table : { ...table, notes: [note, ...(table.notes ?? [])] };
}

function readJson(text: string, options: ReadingOptions & { source: string }): Table {
  const { records, notes } = jsonRecords(parsed(text, options.source), options.source);
  const table = tableFromRecords(records, options);
  return { ...table, notes: [...notes, ...(table.notes ?? [])] };
}

function parsed(text: string, source: string): unknown {
  try {
    return parseJson(text);
  } catch (cause) {
    const { line, from } = jsonFault(text);
    throw new TrainwellError({
      kind: "input",
      code: "json-invalid",
      message: `${source}, line ${line}: the text is no JSON from ${from} on.`,
      details: { source },
      hint: 'Write it as [{"height": 1.7, "colour": "red"}, ...].',
      cause,
    });
  }
}

/** Text of the bytes: UTF-16 where they show it, else UTF-8, or Windows-1252 of what is none. */
function decode(bytes: Uint8Array): { text: string; encoding: Encoding } {
  const encoding = detectEncoding(bytes);
  try {
    return { text: new TextDecoder(encoding, { fatal: encoding === "utf-8" }).decode(bytes), encoding };
  } catch {
    return { text: new TextDecoder("windows-1252").decode(bytes), encoding: "windows-1252" };
  }
}

function checkFile(head: Uint8Array, source: string): void {
  const foreign = foreignFile(head, source);
  if (foreign === undefined) return;
  const hint = "A page reads CSV and JSON; save the table as one of them.";
  throw new TrainwellError({ ...foreign.toJSON(), hint });
}
