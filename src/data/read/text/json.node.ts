import { TrainwellError } from "../../../base/errors.ts";
import { jsonFault, parseJson } from "../../../base/json-text.ts";
import { RecordTable } from "../../table/building/record-table.ts";
import type { Table } from "../../table/table.ts";
import { type ByteSource, untilAborted } from "../sources/byte-source.node.ts";
import { readError } from "../sources/file-errors.node.ts";
import type { ReadOptions, SourceReader } from "../sources/source-reader.ts";
import { withNotes } from "./csv.ts";
import { readJsonLines } from "./json-lines.node.ts";
import { jsonRecords } from "./json-records.ts";
import { detectEncoding } from "./text-encoding.ts";

/** A document is held in memory as a whole, in several forms; larger ones are better lines. */
const LARGEST_BYTES = 2 ** 28;

/**
 * A JSON file: an array of objects, each a row; an object with an array of values for each column; or an
 * object with an object a line.
 */
export const jsonFile: SourceReader = {
  title: "a JSON file",
  accepts: ({ isFolder, extension, head }) => !isFolder && (extension === "json" || beginsWithRecords(head)),
  isStreamed: true,
  async read({ source, head }, options) {
    if (isLines(new TextDecoder().decode(head))) return readJsonLines(source, options);
    const text = await readText(source, options);
    const value = parse(text, source.name);
    // Two values, one after the other, are no document, but lines are.
    return value === undefined ? readJsonLines(source, options) : tableOf(value, source.name, options);
  },
};

function beginsWithRecords(head: Uint8Array): boolean {
  return /^\uFEFF?\s*(?:\[\s*)?\{\s*"(?:[^"\\]|\\.)*"\s*:/.test(
    new TextDecoder("utf-8", { ignoreBOM: true }).decode(head),
  );
}

/** Whether the first line is a whole object, and others follow. */
function isLines(head: string): boolean {
  const [first, second] = head
    .replace(/^\uFEFF/, "")
    .trimStart()
    .split(/\r?\n/);
  return first.startsWith("{") && second?.trimStart().startsWith("{") === true && isJson(first);
}

function isJson(text: string): boolean {
  try {
    parseJson(text);
    return true;
  } catch {
    return false;
  }
}

async function readText(source: ByteSource, { signal }: ReadOptions): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of untilAborted(source.open(), { signal })) {
      bytes += chunk.length;
      if (bytes > LARGEST_BYTES) throw tooLarge(source.name);
      pieces.push(chunk);
    }
  } catch (error) {
    throw readError(error, source.path);
  }
  const whole = Buffer.concat(pieces);
  return new TextDecoder(detectEncoding(whole)).decode(whole);
}

/** @throws TrainwellError `json-invalid`, with the row. */
function parse(text: string, source: string): unknown {
  try {
    return parseJson(text);
  } catch (cause) {
    if (/^\s*\{/.test(text) && isLines(text)) return undefined;
    const { line: row, from } = jsonFault(text);
    throw new TrainwellError({
      kind: "input",
      code: "json-invalid",
      message: `${source}, row ${row}: the text is no JSON from ${from} on.`,
      details: { source, row },
      hint: 'Write an array of objects, such as [{"height": 1.7, "colour": "red"}], or one object a line.',
      cause,
    });
  }
}

function tableOf(value: unknown, source: string, options: ReadOptions): Table {
  const { records, notes } = jsonRecords(value, source);
  const table = new RecordTable(source, options);
  for (const record of records) table.add(record);
  return withNotes(table.finish(), notes);
}

function tooLarge(source: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "file-too-large",
    message: `${source} is a JSON document of more than 256 MiB, which is read as a whole.`,
    details: { source },
    hint: "Write it as JSON lines (.jsonl), one object a line, or as CSV or Parquet.",
  });
}
