import { nearest, TrainwellError } from "../../base/errors.ts";
import { ColumnBuilder } from "./column-builder.ts";
import type { ColumnHints, ColumnReading } from "./column-reading.ts";
import type { DecimalMark } from "./decimal-mark.ts";
import { commonDecimal, withNotes } from "./finish-columns.ts";
import type { ColumnTypes, Table } from "./table.ts";

/** What is told about a table before it is read. */
export interface TableOptions {
  /** Types that are told instead of inferred, by column name. */
  readonly types?: ColumnTypes;
  /** Whether `types` may name columns that the table lacks, as at prediction time; false by default. */
  readonly allowAbsentTypes?: boolean;
  /** The mark before decimals; where it is left out, the cells of all columns decide. */
  readonly decimal?: DecimalMark | undefined;
  /** Cells that mean "no value", beside the empty one, NA and the like. */
  readonly gaps?: readonly string[];
  /** How columns were read in training, by name. */
  readonly readings?: Readonly<Record<string, ColumnReading>>;
  /** Columns whose words are needed to the end, because an earlier pass could not tell without them. */
  readonly asWords?: readonly string[];
  /** Whether texts among typed values are read as the cells of a file are; true by default. */
  readonly readsTexts?: boolean;
}

/** What is told of one column of a table. */
export function hintsOn(name: string, { types, decimal, gaps, readings }: TableOptions): ColumnHints {
  const of = <T>(record: Readonly<Record<string, T>> | undefined): T | undefined =>
    record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
  return { type: of(types), reading: of(readings), decimal, ...(gaps === undefined ? {} : { gaps }) };
}

/** Collects rows of cells into typed columns: first the header, then the rows, then `finish`. */
export class TableBuilder {
  readonly #source: string;
  readonly #options: TableOptions;
  #names: readonly string[] | undefined;
  #builders: ColumnBuilder[] = [];
  #rows = 0;

  constructor(source: string, options: TableOptions) {
    this.#source = source;
    this.#options = options;
  }

  get rows(): number {
    return this.#rows;
  }

  /**
   * Takes the next row of the file; the first is the header.
   *
   * @param line the row's line in the file, counted from 1.
   * @throws TrainwellError `row-ragged`, `header-invalid`, or what a cell raises.
   */
  add(cells: readonly string[], line: number): void {
    if (this.#names === undefined) {
      this.#begin(cells);
      return;
    }
    const builders = this.#builders;
    if (cells.length !== builders.length) {
      if (cells.length === 1 && cells[0].trim() === "") return;
      throw this.#ragged(cells.length, line);
    }
    for (let index = 0; index < builders.length; index++) builders[index].add(cells[index], line);
    this.#rows++;
  }

  #begin(cells: readonly string[]): void {
    const names = cells.map((cell) => cell.trim());
    const { types = {}, allowAbsentTypes = false } = this.#options;
    const seen = new Map<string, number>();
    names.forEach((name, index) => {
      const place = `column ${index + 1}`;
      const before = seen.get(name);
      if (name === "") throw this.#invalidHeader(`${place} has no name`, index);
      if (name.includes("\uFFFD")) throw this.#invalidHeader(`the name of ${place} is not UTF-8 text`, index);
      if (before !== undefined)
        throw this.#invalidHeader(`columns ${before + 1} and ${index + 1} are both named "${name}"`, index);
      seen.set(name, index);
    });
    if (!allowAbsentTypes) checkTypes(types, names, this.#source);
    this.#names = names;
    const asWords = new Set(this.#options.asWords);
    this.#builders = names.map(
      (name) =>
        new ColumnBuilder(name, {
          source: this.#source,
          hints: hintsOn(name, this.#options),
          asWords: asWords.has(name),
        }),
    );
  }

  /**
   * The table; or the names of columns that have to be read again as words, because what began as numbers
   * needs a look at all of its cells.
   *
   * @throws TrainwellError `file-empty` without a header, `rows-missing` without a row, or what a column
   * raises.
   */
  finish(): Table | { readonly reread: readonly string[] } {
    if (this.#names === undefined) throw emptyFile(this.#source);
    if (this.#rows === 0) {
      throw new TrainwellError({
        kind: "input",
        code: "rows-missing",
        message: `${this.#source} has a header and no rows.`,
        details: { source: this.#source },
        hint: "Add a row for each example below the header.",
      });
    }
    const tableDecimal = commonDecimal(this.#builders);
    const built = this.#builders.map((builder) => builder.finish({ tableDecimal }));
    const reread = this.#names.filter((_, index) => built[index] === "reread");
    if (reread.length > 0) return { reread };
    return { source: this.#source, rows: this.#rows, ...withNotes(built.filter((one) => one !== "reread")) };
  }

  #ragged(received: number, line: number): TrainwellError {
    const expected = this.#builders.length;
    return new TrainwellError({
      kind: "input",
      code: "row-ragged",
      message:
        `${this.#source}, row ${line}: expected ${cellCount(expected)} as in the header, received ` +
        `${received}.`,
      details: { source: this.#source, row: line, expected, received },
      hint: "Correct the row; put cells that contain the delimiter in double quotes.",
    });
  }

  #invalidHeader(what: string, index: number): TrainwellError {
    return new TrainwellError({
      kind: "input",
      code: "header-invalid",
      message: `${this.#source}, row 1: ${what}.`,
      details: { source: this.#source, row: 1, column: index + 1 },
      hint:
        "Give every column a name of its own in the first row (a saved row index can be left out of " +
        "the file).",
    });
  }
}

/**
 * Checks that types were told for columns that are there.
 *
 * @throws TrainwellError `column-missing`, with the nearest name.
 */
export function checkTypes(types: ColumnTypes, names: readonly string[], source: string): void {
  for (const name of Object.keys(types)) {
    if (names.includes(name)) continue;
    const suggestion = nearest(name, names);
    throw new TrainwellError({
      kind: "input",
      code: "column-missing",
      message: `${source} has no column "${name}", for which the type ${types[name]} was told.`,
      details: { source, column: name },
      ...(suggestion === undefined ? {} : { hint: `Did you mean "${suggestion}"?` }),
    });
  }
}

function cellCount(count: number): string {
  return count === 1 ? "1 cell" : `${count} cells`;
}

/** The error for a file without a header. */
export function emptyFile(source: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "file-empty",
    message: `${source} is empty.`,
    details: { source },
    hint: "Give a CSV file with a header row and a row for each example.",
  });
}
