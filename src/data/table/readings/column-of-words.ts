import { trimCell } from "../cells/cell.ts";
import type { ColumnHints } from "../column-reading.ts";
import { type CategoryColumn, type CellColumn, MISSING_BOOLEAN, MISSING_CATEGORY } from "../table.ts";
import { readWords } from "./read-words.ts";
import { hasReading, type WordsRead } from "./word-column.ts";

/**
 * The column that words were read as.
 *
 * @param cells the words, and for each cell the place of its word, −1 where it is empty.
 */
export function columnOfWords(
  name: string,
  read: WordsRead,
  { words, codes }: { words: readonly string[]; codes: Int32Array },
): CellColumn {
  if (read.type === "number" || read.type === "date") {
    const data = new Float64Array(codes.length);
    for (let row = 0; row < codes.length; row++) data[row] = codes[row] < 0 ? NaN : read.values[codes[row]];
    return { type: read.type, name, data, ...hasReading(read.reading) };
  }
  if (read.type === "boolean") {
    const data = Uint8Array.from(codes, (code) =>
      code < 0 || read.gaps.has(code) ? MISSING_BOOLEAN : read.values[code],
    );
    return { type: "boolean", name, data, labels: read.labels, ...hasReading(read.reading) };
  }
  return { type: "category", name, ...withoutWords(read.gaps, { words, codes }) };
}

function withoutWords(
  gaps: ReadonlySet<number>,
  { words, codes }: { words: readonly string[]; codes: Int32Array },
): { data: Int32Array; categories: readonly string[] } {
  if (gaps.size === 0) return { data: codes, categories: words };
  const categories: string[] = [];
  const places = words.map((word, place) => (gaps.has(place) ? MISSING_CATEGORY : categories.push(word) - 1));
  return { data: codes.map((code) => (code < 0 ? MISSING_CATEGORY : places[code])), categories };
}

/**
 * A column of words read once more as the type that it had in training, such as one of a table in memory;
 * undefined where a word does not fit.
 */
export function readAgain(
  column: CategoryColumn,
  { type, reading }: Pick<ColumnHints, "type" | "reading">,
): CellColumn | undefined {
  const words = column.categories.map(trimCell);
  const counts = new Float64Array(words.length);
  for (const code of column.data) if (code >= 0) counts[code]++;
  const read = readWords({ words, counts, hints: { type, reading: reading ?? {} } });
  if (read.type === "unreadable") return undefined;
  return columnOfWords(column.name, read, { words, codes: column.data });
}
