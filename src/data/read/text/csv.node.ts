import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { pipeline } from "node:stream/promises";
import { TrainwellError } from "../../../base/errors.ts";
import { append } from "../../../base/lists.ts";
import { emptyFile, TableBuilder, type TableOptions } from "../../table/building/table-builder.ts";
import type { Table } from "../../table/table.ts";
import {
  type ByteSource,
  fileSource,
  headOf,
  READ_SIZE_BYTES,
  untilAborted,
} from "../sources/byte-source.node.ts";
import { missingFile, readError } from "../sources/file-errors.node.ts";
import { foreignFile } from "../sources/foreign-file.ts";
import { BLANKS_NOTE, withNotes } from "./csv.ts";
import { csvError, csvOptions, EditorLines, LONGEST_ROW_BYTES, rowTooLong } from "./csv-format.ts";
import { BLANKS, detectDelimiter, leadingComments, splitterAt } from "./delimiter.ts";
import { hasPlainLineEnds, PlainRows } from "./plain-rows.ts";
import { asUtf8, NotUtf8 } from "./text-encoding.node.ts";
import { detectEncoding, ENCODING_NOTES, type Encoding } from "./text-encoding.ts";

/** Bytes from which a file's kind and encoding are told. */
const HEAD_BYTES = 4096;
const QUOTE = 0x22;
const LINE_FEED = 0x0a;

/** How far the reading of a file is. */
export interface ReadProgress {
  readonly bytesRead: number;
  readonly totalBytes: number;
  readonly rows: number;
}

/** The options of `readCsv`. */
export interface ReadCsvOptions extends TableOptions {
  /** Called for every 256 KiB read. */
  readonly onProgress?: (progress: ReadProgress) => void;
  /** Stops reading when it is aborted. */
  readonly signal?: AbortSignal;
}

/**
 * Reads a CSV file into typed columns, streaming it once: cells quoted as in RFC 4180, lines ended by LF or
 * CRLF; the delimiter is whichever of comma, semicolon, tab and bar comes most often in the first line, or
 * runs of blanks. Blank lines are skipped (in a file of one column they are missing cells), and white space
 * around a cell is dropped. Text is UTF-8 with or without a byte order mark, UTF-16, or, where bytes are no
 * UTF-8, Windows-1252; the last two are noted.
 *
 * The first row names the columns, unless it holds values like those below; then they are called column1,
 * column2, ... Comments that begin with #, a title above the header, units below it, headers that come again,
 * and totals or means at the end are left out. All of that is noted in the table.
 *
 * Empty cells, NA and NaN (in any case) are missing. A column is one of numbers when at least 80% of its
 * present cells are numbers under one reading (a decimal comma, marks between thousands, one currency or
 * unit, %, negatives in parentheses), and one of dates when they are dates or times in one spelling; the
 * other cells must be marks such as "?" or n/a, or one word that comes again and again, which are missing, or
 * they are errors, as infinite numbers are. Digits that begin with 0 or are more than 15 are words. Otherwise
 * a column is boolean when its words are true/false, yes/no or t/f, else a category column. Notes say what
 * was read how. A column that looks like numbers for its first 8192 cells but is none in all makes the file
 * be read a second time.
 *
 * Memory: 8 bytes per number, 4 per category and each distinct word once, plus one column while it is
 * finished.
 *
 * @param path the file.
 * @param options `types` overrides types by column name, such as `{ day: "date:%d.%m.%Y" }`;
 *   `decimal` is the mark before decimals where cells leave it open; `gaps` are cells that mean "no value";
 *   `header` says whether the first row names columns.
 * @throws TrainwellError of kind "input", with file, row (the line in an editor) and column:
 *   `file-missing`, `file-is-folder`, `file-empty`, `file-not-text`, `file-foreign`, `file-encoding`,
 *   `header-invalid`, `rows-missing`, `row-ragged`, `row-too-long`, `csv-quote`, `cell-not-number`,
 *   `cell-not-boolean`, `cell-not-date`, `column-missing`; of kind "failure": `file-unreadable`.
 */
export async function readCsv(path: string, options: ReadCsvOptions = {}): Promise<Table> {
  const { size, isRereadable } = await inspectFile(path);
  const source = fileSource(path, { name: basename(path), isRereadable });
  return readCsvSource(source, { ...options, totalBytes: size });
}

/** Reads the CSV text of a source, as `readCsv` does. */
export async function readCsvSource(
  source: ByteSource,
  options: ReadCsvOptions & { totalBytes?: number } = {},
): Promise<Table> {
  let encoding: Encoding = source.isRereadable ? await encodingOf(source) : "utf-8";
  const asWords: string[] = [];
  for (;;) {
    const result = await readOnce(source, { ...options, asWords, encoding });
    if (result === "not-utf8") encoding = "windows-1252";
    else if ("reread" in result) {
      if (!source.isRereadable) throw notRereadable(source.path, result.reread);
      append(asWords, result.reread);
    } else return withNotes(result, [ENCODING_NOTES[encoding] ?? []].flat());
  }
}

/** The encoding by the first bytes, after a look whether they are those of a text. */
async function encodingOf(source: ByteSource): Promise<Encoding> {
  let head: Uint8Array;
  try {
    head = await headOf(source, HEAD_BYTES);
  } catch (error) {
    throw readError(error, source.path);
  }
  const encoding = detectEncoding(head);
  const foreign = encoding === "utf-8" ? foreignFile(head, source.name) : undefined;
  if (foreign !== undefined) throw foreign;
  return encoding;
}

async function readOnce(
  source: ByteSource,
  options: ReadCsvOptions & { totalBytes?: number; encoding: Encoding },
): Promise<Table | { readonly reread: readonly string[] } | "not-utf8"> {
  const builder = new TableBuilder(source.name, options);
  const { signal, onProgress, totalBytes = Number.NaN } = options;
  let bytesRead = 0;
  const onRead = (bytes: number) => {
    bytesRead += bytes;
    onProgress?.({ bytesRead, totalBytes, rows: builder.rows });
  };
  const bytes = untilAborted(source.open(), { signal, onRead });
  const chunks = asUtf8(bytes, options.encoding);
  try {
    const notes = await readRows(chunks, source.name, (cells, line) => builder.add(cells, line));
    const built = builder.finish();
    return "reread" in built ? built : withNotes(built, notes);
  } catch (error) {
    if (error instanceof NotUtf8 && source.isRereadable) return "not-utf8";
    if (error instanceof NotUtf8) throw notUtf8(source.name);
    throw readError(error, source.path);
  } finally {
    await chunks.return(undefined);
    await bytes.return(undefined);
  }
}

/** Splits rows as plain text until a quote comes, and leaves the rest to csv-parse from the row before it. */
async function readRows(
  chunks: AsyncGenerator<Uint8Array>,
  source: string,
  onRow: (cells: string[], line: number) => void,
): Promise<string[]> {
  const first = await chunks.next();
  if (first.done) throw emptyFile(source);
  const head = headText(first.value, source);
  const delimiter = detectDelimiter(head);
  const plain = new PlainRows(splitterAt(delimiter), onRow);
  const comments = head.slice(0, leadingComments(head));
  plain.add(comments);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let isPlain = delimiter === BLANKS || hasPlainLineEnds(head.slice(comments.length));
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let chunk: Uint8Array | undefined = first.value.subarray(Buffer.byteLength(comments));
  while (chunk !== undefined) {
    isPlain &&= delimiter === BLANKS || !chunk.includes(QUOTE);
    if (!isPlain) {
      await parseRows(chain([...pending, chunk], chunks), { source, delimiter, before: plain.line, onRow });
      return [];
    }
    const end = chunk.lastIndexOf(LINE_FEED) + 1;
    if (end > 0) {
      plain.add(decoder.decode(Buffer.concat([...pending, chunk.subarray(0, end)])));
      pending = [];
      pendingBytes = 0;
    }
    pending.push(chunk.subarray(end));
    pendingBytes += chunk.length - end;
    if (pendingBytes > LONGEST_ROW_BYTES) throw rowTooLong(source, plain.line + 1);
    const next = await chunks.next();
    chunk = next.done ? undefined : next.value;
  }
  plain.add(decoder.decode(Buffer.concat(pending)));
  return delimiter === BLANKS ? [BLANKS_NOTE] : [];
}

async function parseRows(
  chunks: AsyncIterable<Uint8Array>,
  options: {
    source: string;
    delimiter: string;
    before: number;
    onRow: (cells: string[], line: number) => void;
  },
): Promise<void> {
  const { source, delimiter, before, onRow } = options;
  // Loaded only when it is needed: many files have no quotes.
  const { parse } = await import("csv-parse");
  const lines = new EditorLines(before);
  let [fed, fedAtRow] = [0, 0];
  const take = (cells: string[], line: number) => {
    fedAtRow = fed;
    onRow(cells, line);
  };
  // The parser's own limit counts neither delimiters nor quotes.
  async function* bounded() {
    for await (const chunk of chunks) {
      fed += chunk.length;
      if (fed - fedAtRow > LONGEST_ROW_BYTES + READ_SIZE_BYTES) throw rowTooLong(source, lines.last + 1);
      yield chunk;
    }
  }
  try {
    await pipeline(bounded, parse(csvOptions(delimiter, { lines, onRow: take })), drain);
  } catch (error) {
    throw csvError(error, { source, lines });
  }
}

async function* chain(
  first: readonly Uint8Array[],
  rest: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* first.filter((bytes) => bytes.length > 0);
  yield* rest;
}

/**
 * The parser's output is empty (rows are taken as they are parsed), but it has to be read for the pipeline to
 * end.
 */
async function drain(rows: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of rows);
}

/** The beginning of the file as text, after a look whether it is any. */
function headText(bytes: Uint8Array, source: string): string {
  const foreign = foreignFile(bytes, source);
  if (foreign !== undefined) throw foreign;
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  if (bytes.length < READ_SIZE_BYTES && text.trim() === "") throw emptyFile(source);
  return text;
}

async function inspectFile(path: string): Promise<{ size: number; isRereadable: boolean }> {
  try {
    const about = await stat(path);
    if (!about.isDirectory()) return { size: about.size, isRereadable: about.isFile() };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw await missingFile(path);
    throw readError(error, path);
  }
  throw new TrainwellError({
    kind: "input",
    code: "file-is-folder",
    message: `${path} is a folder; expected a CSV file.`,
    details: { path },
    hint: "Give the path of a CSV file.",
  });
}

function notUtf8(source: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "file-encoding",
    message: `${source} is no UTF-8 text, and being no regular file it cannot be read again as another.`,
    details: { source },
    hint: "Save it as UTF-8, or give it as a file.",
  });
}

function notRereadable(path: string, columns: readonly string[]): TrainwellError {
  const names = columns.map((name) => `--type ${name}=category`).join(" ");
  return new TrainwellError({
    kind: "input",
    code: "file-not-rereadable",
    message:
      `${path} began with numbers in a column of words, and being no regular file it cannot be read ` +
      `twice.`,
    details: { path, columns },
    hint: `Say what the columns are: ${names}.`,
  });
}
