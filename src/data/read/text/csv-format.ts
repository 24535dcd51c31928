import { TrainwellError } from "../../../base/errors.ts";

/** A row longer than this (in bytes) means a quote that was never closed, or no table. */
export const LONGEST_ROW_BYTES = 1 << 24;

/**
 * The lines of rows as an editor counts them. csv-parse says the last line of a row and counts CRLF within
 * quotes twice.
 */
export class EditorLines {
  #parsed = 0;
  /** The lines to add to csv-parse's numbers. */
  #offset: number;

  /** @param before lines that csv-parse does not see. */
  constructor(before = 0) {
    this.#offset = before;
  }

  /** The last line of the rows so far. */
  get last(): number {
    return this.#parsed + this.#offset;
  }

  /** The line of a place where csv-parse stopped. */
  at(parsed: number): number {
    return parsed + this.#offset;
  }

  /** Takes a row that ends on a line of csv-parse, and gives its first line. */
  next(cells: readonly string[], parsed: number): number {
    const first = this.last + 1;
    const isOneLine = parsed === this.#parsed + 1;
    this.#parsed = parsed;
    if (!isOneLine) for (const cell of cells) this.#offset -= cell.split("\r\n").length - 1;
    return first;
  }
}

/**
 * How csv-parse is asked to read: RFC 4180 with a detected delimiter; rows go to `onRow` with their first
 * line and are not kept.
 */
export function csvOptions(
  delimiter: string,
  { lines, onRow }: { lines: EditorLines; onRow: (cells: string[], line: number) => void },
) {
  return {
    delimiter,
    bom: true,
    // Ragged rows are told by the table's builder, which knows the header.
    relax_column_count: true,
    skip_empty_lines: false,
    max_record_size: LONGEST_ROW_BYTES,
    on_record: (cells: unknown, context: { lines: number }) => {
      onRow(cells as string[], lines.next(cells as string[], context.lines));
      return null;
    },
  };
}

/** An error of csv-parse as one of ours; others are returned as they are. */
export function csvError(error: unknown, { source, lines }: { source: string; lines: EditorLines }): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== "string" || error instanceof TrainwellError) return error;
  const after = `after row ${lines.last}`;
  const parsed = (error as { lines?: number }).lines;
  const at = parsed === undefined ? lines.last + 1 : lines.at(parsed);
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
    message: `${source}, ${sentence}.`,
    details: { source, row: at },
    hint: 'Put the whole cell in double quotes and write a double quote inside it twice: "5"" pipe".',
    cause: error,
  });
}

/** The error for a row that does not end where rows do. */
export function rowTooLong(source: string, line: number): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "row-too-long",
    message: `${source}, row ${line}: the row is longer than 16 MiB and does not end.`,
    details: { source, row: line },
    hint: "Check that the file is a table with a line for each row, and that every double quote is closed.",
  });
}
