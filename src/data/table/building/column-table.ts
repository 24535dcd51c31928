import { TrainwellError } from "../../../base/errors.ts";
import type { Table } from "../table.ts";
import { commonDecimal, withNotes } from "./finish-columns.ts";
import { checkTypes, hintsOn, type TableOptions } from "./table-builder.ts";
import { ValueColumn } from "./value-column.ts";

/** A cell as JavaScript gives it; null, undefined and NaN are missing. */
export type CellValue = number | string | boolean | Date | null | undefined;

/**
 * A table from arrays in memory. Numbers and booleans are what they are; texts are read as the cells of a
 * file: as numbers in dress, dates, booleans or words, by all texts of their column.
 *
 * @param columns names and values, in order; all of one length.
 * @param options `source` names the table in messages ("the table" by default); `types`, `decimal` and `gaps`
 *   as in `readCsv`.
 * @throws TrainwellError `value-invalid` when a column mixes types or holds an infinite number; what a text
 *   that does not fit raises in a file; `rows-ragged` when lengths differ, `column-duplicate` when a name
 *   comes twice; `column-missing` for a type of no column.
 * @example
 * tableFromColumns([["height", [1.7, null]], ["colour", ["red", "blue"]]]).rows; // 2
 */
export function tableFromColumns(
  columns: readonly (readonly [name: string, values: readonly CellValue[]])[],
  options: TableOptions & { source?: string } = {},
): Table {
  const { source = "the table", types = {}, allowAbsentTypes = false, readsTexts = true } = options;
  const rows = columns[0]?.[1].length ?? 0;
  const names = columns.map(([name]) => name);
  const seen = new Set<string>();
  for (const [name, values] of columns) {
    if (seen.has(name))
      throw invalidTable("column-duplicate", `${source} has the column "${name}" twice.`, name);
    if (values.length !== rows) {
      const message = `In ${source}, column "${name}" has ${values.length} values; the first has ${rows}.`;
      throw invalidTable("rows-ragged", message, name);
    }
    seen.add(name);
  }
  if (!allowAbsentTypes) checkTypes(types, names, source);
  const read = columns.map(([name, values]) => {
    const column = new ValueColumn(name, { source, hints: hintsOn(name, options), readsTexts });
    for (const value of values) column.add(value);
    return column;
  });
  const tableDecimal = commonDecimal(read);
  return { source, rows, ...withNotes(read.map((column) => column.finish({ tableDecimal }))) };
}

function invalidTable(code: string, message: string, column: string): TrainwellError {
  return new TrainwellError({ kind: "input", code, message, details: { column } });
}
