import { hasPlainLineEnds, PlainRows } from "../table/plain-rows.ts";
import type { Table } from "../table/table.ts";
import { emptyFile, TableBuilder, type TableOptions } from "../table/table-builder.ts";
import { csvError, csvOptions, detectDelimiter } from "./csv-format.ts";

/**
 * Reads CSV text into typed columns; the browser's form of `readCsv`, which describes the format. The parser
 * is loaded when there is a quote to understand.
 *
 * @param text the whole CSV, header first.
 * @param options `source` names the text in messages ("the CSV" by default); `types` and `allowAbsentTypes`
 *   as in `readCsv`.
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
  const isPlain = !text.includes('"') && hasPlainLineEnds(text);
  const parse = isPlain ? undefined : (await import("csv-parse/browser/esm/sync")).parse;
  const read = (asWords: readonly string[]) => {
    const builder = new TableBuilder(source, { ...options, asWords });
    let lastLine = 0;
    try {
      const onRow = (cells: string[], line: number) => {
        builder.add(cells, line);
        lastLine = line;
      };
      if (parse === undefined) new PlainRows(delimiter, onRow).add(text);
      else parse(text, csvOptions(delimiter, onRow));
    } catch (error) {
      throw csvError(error, { source, lastLine });
    }
    return builder.finish();
  };
  const asWords: string[] = [];
  for (;;) {
    const result = read(asWords);
    if (!("reread" in result)) return result;
    asWords.push(...result.reread);
  }
}
