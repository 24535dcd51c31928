import { nearest, TrainwellError } from "../../base/errors.ts";
import { ColumnBuilder } from "./column-builder.ts";
import type { Column, ColumnTypes, Table } from "./table.ts";

/** The options of a table that is read. */
export interface TableOptions {
  /** Types that are told instead of inferred, by column name; none by default. */
  readonly types?: ColumnTypes;
  /** Whether `types` may name columns that the table lacks, as at prediction time; false by default. */
  readonly allowAbsentTypes?: boolean;
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
    this.#builders = names.map((name) => {
      const type = Object.hasOwn(types, name) ? types[name] : undefined;
      return new ColumnBuilder(name, { source: this.#source, type });
    });
  }

  /**
   * The table; or the names of columns that have to be read again as categories, because what began as
   * numbers turned out to be words.
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
    const columns: Column[] = [];
    const reread: string[] = [];
    this.#names.forEach((name, index) => {
      const built = this.#builders[index].finish();
      if (built === "reread") reread.push(name);
      else columns.push(built);
    });
    return reread.length > 0 ? { reread } : { source: this.#source, rows: this.#rows, columns };
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
