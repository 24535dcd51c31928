import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { pipeline } from "node:stream/promises";
import { TrainwellError } from "../../base/errors.ts";
import { hasPlainLineEnds, PlainRows } from "../table/plain-rows.ts";
import type { Table } from "../table/table.ts";
import { emptyFile, TableBuilder, type TableOptions } from "../table/table-builder.ts";
import { csvError, csvOptions, detectDelimiter, LONGEST_ROW_BYTES } from "./csv-format.ts";
import { missingFile, readError } from "./file-errors.node.ts";

const READ_SIZE_BYTES = 1 << 18;
const QUOTE = 0x22;
const LINE_FEED = 0x0a;

/** How far the reading of a file is. */
export interface ReadProgress {
  readonly bytesRead: number;
  readonly totalBytes: number;
  readonly rows: number;
}

/** What `readCsv` can be told. */
export interface ReadCsvOptions extends TableOptions {
  /** Called for every 256 KiB read. */
  readonly onProgress?: (progress: ReadProgress) => void;
  /** Stops reading when it is aborted. */
  readonly signal?: AbortSignal;
}

/**
 * Reads a CSV file into typed columns, streaming it once: UTF-8 with or without a byte order mark, a header
 * of unique names, cells quoted as in RFC 4180, lines ended by LF or CRLF; the delimiter is whichever of
 * comma, semicolon and tab comes most often in the first line. Blank lines are skipped (in a file of one
 * column they are missing cells), and white space around a cell is dropped.
 *
 * Empty cells, NA and NaN (in any case) are missing. A column is a number column when at least 99% of its
 * present cells are numbers; the others are then errors, and so are infinite numbers. Otherwise it is boolean
 * when its words are true/false, yes/no or t/f, else a category column. A column that looks like numbers for
 * its first 8192 cells but is none in all makes the file be read a second time.
 *
 * Memory: 8 bytes per number, 4 per category and each distinct word once, plus one column while it is
 * finished.
 *
 * @param path the file.
 * @param options `types` overrides types by column name.
 * @throws TrainwellError of kind "input", with file, row (the line, the header being 1) and column:
 *   `file-missing`, `file-is-folder`, `file-empty`, `file-not-text`, `file-encoding`, `header-invalid`,
 *   `rows-missing`, `row-ragged`, `csv-quote`, `cell-not-number`, `cell-not-boolean`, `column-missing`; of
 *   kind "failure": `file-unreadable`.
 */
export async function readCsv(path: string, options: ReadCsvOptions = {}): Promise<Table> {
  const { size, rereadable } = await inspectFile(path);
  const asWords: string[] = [];
  for (;;) {
    const result = await readOnce(path, { ...options, asWords }, size);
    if (!("reread" in result)) return result;
    if (!rereadable) throw notRereadable(path, result.reread);
    asWords.push(...result.reread);
  }
}

async function readOnce(path: string, options: ReadCsvOptions, totalBytes: number) {
  const source = basename(path);
  const builder = new TableBuilder(source, options);
  const chunks = withProgress(path, { ...options, totalBytes, rows: () => builder.rows });
  let lastLine = 0;
  try {
    await readRows(chunks, source, (cells, line) => {
      builder.add(cells, line);
      lastLine = line;
    });
  } catch (error) {
    throw csvError(readError(error, path), { source, lastLine });
  } finally {
    await chunks.return(undefined);
  }
  return builder.finish();
}

/** Splits rows as plain text until a quote comes, and leaves the rest to csv-parse from the row before it. */
async function readRows(
  chunks: AsyncGenerator<Uint8Array>,
  source: string,
  onRow: (cells: string[], line: number) => void,
) {
  const first = await chunks.next();
  if (first.done) throw emptyFile(source);
  const head = headText(first.value, source);
  const delimiter = detectDelimiter(head);
  const plain = new PlainRows(delimiter, onRow);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let isPlain = hasPlainLineEnds(head);
  let pending: Uint8Array = new Uint8Array(0);
  for (let next: IteratorResult<Uint8Array> = first; !next.done; next = await chunks.next()) {
    isPlain &&= !next.value.includes(QUOTE) && pending.length <= LONGEST_ROW_BYTES;
    if (!isPlain) {
      // Loaded only when it is needed: many files have no quotes.
      const { parse } = await import("csv-parse");
      const linesBefore = plain.line;
      const parser = parse(csvOptions(delimiter, (cells, line) => onRow(cells, line + linesBefore)));
      await pipeline(chain([pending, next.value], chunks), parser, drain);
      return;
    }
    const end = next.value.lastIndexOf(LINE_FEED) + 1;
    if (end > 0) plain.add(decoder.decode(Buffer.concat([pending, next.value.subarray(0, end)])));
    pending = end > 0 ? next.value.subarray(end) : Buffer.concat([pending, next.value]);
  }
  plain.add(decoder.decode(pending));
}

async function* chain(
  first: readonly Uint8Array[],
  rest: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* first.filter((bytes) => bytes.length > 0);
  yield* rest;
}

async function* withProgress(
  path: string,
  options: ReadCsvOptions & { totalBytes: number; rows: () => number },
): AsyncGenerator<Uint8Array, void, undefined> {
  let bytesRead = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: READ_SIZE_BYTES })) {
    if (options.signal?.aborted) {
      throw new TrainwellError({
        kind: "interrupted",
        code: "interrupted",
        message: "Reading was interrupted.",
      });
    }
    yield chunk;
    bytesRead += chunk.length;
    options.onProgress?.({ bytesRead, totalBytes: options.totalBytes, rows: options.rows() });
  }
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
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16 || bytes.includes(0)) {
    throw new TrainwellError({
      kind: "input",
      code: "file-not-text",
      message: `${source} is not a UTF-8 text file: it ${utf16 ? "is UTF-16 text" : "holds zero bytes"}.`,
      details: { source },
      hint: "Give a CSV file, saved as UTF-8.",
    });
  }
  const text = new TextDecoder().decode(bytes);
  if (bytes.length < READ_SIZE_BYTES && text.trim() === "") throw emptyFile(source);
  return text;
}

async function inspectFile(path: string): Promise<{ size: number; rereadable: boolean }> {
  try {
    const about = await stat(path);
    if (!about.isDirectory()) return { size: about.size, rereadable: about.isFile() };
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
