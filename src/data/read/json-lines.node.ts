import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { TrainwellError } from "../../base/errors.ts";
import { RecordTable } from "../table/record-table.ts";
import { readError } from "./file-errors.node.ts";
import { readingInterrupted } from "./read-bytes.node.ts";
import type { SourceReader } from "./source-reader.ts";

/**
 * A file with a JSON object in every line: each is a row, its keys are the columns. Empty lines are skipped.
 */
export const jsonLinesFile: SourceReader = {
  title: "a JSON lines file",
  accepts: ({ isFolder, extension }) => !isFolder && (extension === "jsonl" || extension === "ndjson"),
  async read({ path, name }, options) {
    const table = new RecordTable(name, options);
    let line = 0;
    try {
      for await (const text of createInterface({
        input: createReadStream(path),
        crlfDelay: Number.POSITIVE_INFINITY,
      })) {
        line++;
        if (options.signal?.aborted) throw readingInterrupted();
        const content = line === 1 ? text.replace(/^\uFEFF/, "") : text;
        if (content.trim() !== "") table.add(parseLine(content, { source: name, line }));
      }
    } catch (error) {
      throw readError(error, path);
    }
    return table.finish();
  },
};

function parseLine(text: string, { source, line }: { source: string; line: number }): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TrainwellError({
      kind: "input",
      code: "json-invalid",
      message:
        `${source}, line ${line}: expected a JSON object, received what is no JSON ` +
        `(${cause instanceof Error ? cause.message : cause}).`,
      details: { source, line },
      hint: 'Write one object a line, such as {"height": 1.7, "colour": "red"}.',
      cause,
    });
  }
}
