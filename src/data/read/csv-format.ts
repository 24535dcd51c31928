import { TrainwellError } from "../../base/errors.ts";

const DELIMITERS = [",", ";", "\t"] as const;
/** A row longer than this (in bytes) means a quote that was never closed. */
export const LONGEST_ROW_BYTES = 1 << 24;

/**
 * The delimiter of a CSV: whichever of comma, semicolon and tab comes most often in the first line outside
 * quotes; a comma where none comes or counts are equal.
 *
 * @param text the beginning of the file, at least its first line.
 */
export function detectDelimiter(text: string): string {
  const counts = new Map<string, number>(DELIMITERS.map((delimiter) => [delimiter, 0]));
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === "\n" || character === "\r")) break;
    else if (!quoted && counts.has(character)) counts.set(character, counts.get(character)! + 1);
  }
  return DELIMITERS.reduce((best, delimiter) =>
    counts.get(delimiter)! > counts.get(best)! ? delimiter : best,
  );
}

/**
 * How csv-parse is asked to read: RFC 4180 with a detected delimiter; rows go to `onRow` and are not kept.
 */
export function csvOptions(delimiter: string, onRow: (cells: string[], line: number) => void) {
  return {
    delimiter,
    bom: true,
    // Ragged rows are told by the table's builder, which knows the header.
    relax_column_count: true,
    skip_empty_lines: false,
    max_record_size: LONGEST_ROW_BYTES,
    on_record: (cells: unknown, context: { lines: number }) => {
      onRow(cells as string[], context.lines);
      return null;
    },
  };
}

/** An error of csv-parse as one of ours; others are returned as they are. */
export function csvError(error: unknown, options: { source: string; lastLine: number }): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== "string" || error instanceof TrainwellError) return error;
  const after = `after row ${options.lastLine}`;
  const at = (error as { lines?: number }).lines;
  const sentences = new Map([
    ["CSV_QUOTE_NOT_CLOSED", `a double quote that opens ${after} is never closed`],
    [
      "CSV_MAX_RECORD_SIZE",
      `the row ${after} is longer than 16 MiB; probably a double quote is never closed`,
    ],
    ["CSV_INVALID_CLOSING_QUOTE", `row ${at}: text follows a closing double quote`],
    ["INVALID_OPENING_QUOTE", `row ${at}: a double quote stands inside a cell that is not quoted`],
  ]);
  const sentence = sentences.get(code);
  if (sentence === undefined) return error;
  return new TrainwellError({
    kind: "input",
    code: "csv-quote",
    message: `${options.source}, ${sentence}.`,
    details: { source: options.source, row: at ?? options.lastLine + 1 },
    hint: 'Put the whole cell in double quotes and write a double quote inside it twice: "5"" pipe".',
    cause: error,
  });
}
