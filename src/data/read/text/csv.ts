import { append } from "../../../base/lists.ts";
import { emptyFile, TableBuilder, type TableOptions } from "../../table/building/table-builder.ts";
import type { Table } from "../../table/table.ts";
import { csvError, csvOptions, EditorLines } from "./csv-format.ts";
import { BLANKS, detectDelimiter, leadingComments, splitterAt } from "./delimiter.ts";
import { hasPlainLineEnds, PlainRows } from "./plain-rows.ts";

/**
 * Reads CSV text into typed columns; the browser's form of `readCsv`, which describes the format. The parser
 * is loaded when there is a quote to understand.
 *
 * @param text the whole CSV.
 * @param options `source` names the text in messages ("the CSV" by default); `types`, `allowAbsentTypes` and
 *   `header` as in `readCsv`.
 * @throws TrainwellError as `readCsv` does.
 * @example
 * const table = await parseCsv("height,colour\n1.7,red\n,blue");
 * table.columns.map((column) => column.type); // ["number", "category"]
 */
export async function parseCsv(
  text: string,
  options: TableOptions & { source?: string } = {},
): Promise<Table> {
  const source = options.source ?? "the CSV";
  if (text.replace(/^\uFEFF/, "").trim() === "") throw emptyFile(source);
  const delimiter = detectDelimiter(text);
  const comments = text.slice(0, leadingComments(text));
  const rest = text.slice(comments.length);
  const isPlain = delimiter === BLANKS || (!rest.includes('"') && hasPlainLineEnds(rest));
  const parse = isPlain ? undefined : (await import("csv-parse/browser/esm/sync")).parse;
  const read = (asWords: readonly string[]) => {
    const builder = new TableBuilder(source, { ...options, asWords });
    const onRow = (cells: string[], line: number) => builder.add(cells, line);
    const plain = new PlainRows(splitterAt(delimiter), onRow);
    plain.add(comments);
    const lines = new EditorLines(plain.line);
    try {
      if (parse === undefined) plain.add(rest);
      else parse(rest, csvOptions(delimiter, { lines, onRow }));
    } catch (error) {
      throw csvError(error, { source, lines });
    }
    return builder.finish();
  };
  const asWords: string[] = [];
  for (;;) {
    const result = read(asWords);
    if (!("reread" in result)) return withNotes(result, delimiter === BLANKS ? [BLANKS_NOTE] : []);
    append(asWords, result.reread);
  }
}

/** The note where blanks were taken for delimiters. */
export const BLANKS_NOTE = "Cells are divided by blanks; put commas between them where that is wrong.";

/** A table with notes before its own; itself where there are none. */
export function withNotes(table: Table, notes: readonly string[]): Table {
  return notes.length === 0 ? table : { ...table, notes: [...notes, ...(table.notes ?? [])] };
}
