import { TrainwellError } from "../../../base/errors.ts";
import { jsonFault, parseJson } from "../../../base/json-text.ts";
import { RecordTable } from "../../table/building/record-table.ts";
import type { Table } from "../../table/table.ts";
import { type ByteSource, untilAborted } from "../sources/byte-source.node.ts";
import { readError } from "../sources/file-errors.node.ts";
import type { ReadOptions, SourceReader } from "../sources/source-reader.ts";
import { LONGEST_ROW_BYTES, rowTooLong } from "./csv-format.ts";

/**
 * A file with a JSON object in every line: each is a row, its keys are the columns. Empty lines are skipped.
 */
export const jsonLinesFile: SourceReader = {
  title: "a JSON lines file",
  accepts: ({ isFolder, extension }) => !isFolder && (extension === "jsonl" || extension === "ndjson"),
  isStreamed: true,
  read: ({ source }, options) => readJsonLines(source, options),
};

/** Reads a source with a JSON object in every line. */
export async function readJsonLines(source: ByteSource, options: ReadOptions): Promise<Table> {
  const table = new RecordTable(source.name, options);
  let line = 0;
  try {
    const chunks = untilAborted(source.open(), { signal: options.signal });
    for await (const text of linesOf(chunks, source.name)) {
      line++;
      const content = line === 1 ? text.replace(/^\uFEFF/, "") : text;
      if (content.trim() !== "") table.add(parseLine(content, { source: source.name, line }));
    }
  } catch (error) {
    throw readError(error, source.path);
  }
  return table.finish();
}

/** The lines of a text, none longer than a row may be. */
async function* linesOf(chunks: AsyncIterable<Uint8Array>, source: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let [pending, line] = ["", 0];
  for await (const chunk of chunks) {
    const lines = decoder.decode(chunk, { stream: true }).split("\n");
    for (const text of lines.slice(0, -1)) {
      yield pending + text;
      pending = "";
      line++;
    }
    pending += lines.at(-1)!;
    if (pending.length > LONGEST_ROW_BYTES) throw rowTooLong(source, line + 1);
  }
  if (pending !== "") yield pending;
}

function parseLine(text: string, { source, line }: { source: string; line: number }): unknown {
  try {
    return parseJson(text);
  } catch (cause) {
    throw new TrainwellError({
      kind: "input",
      code: "json-invalid",
      message:
        `${source}, line ${line}: expected a JSON object, received what is no JSON from ` +
        `${jsonFault(text).from} on.`,
      details: { source, line },
      hint: 'Write one object a line, such as {"height": 1.7, "colour": "red"}.',
      cause,
    });
  }
}
