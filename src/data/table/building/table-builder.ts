import { nearest, TrainwellError } from "../../../base/errors.ts";
import { isMissingCell, parseNumber, trimCell } from "../cells/cell.ts";
import type { DecimalMark } from "../cells/decimal-mark.ts";
import type { ColumnHints, ColumnReading } from "../column-reading.ts";
import { BodyRows } from "../layout/body-rows.ts";
import type { FileRow } from "../layout/file-row.ts";
import { findLayout, type TableLayout } from "../layout/table-layout.ts";
import type { ColumnTypes, Table } from "../table.ts";
import { ColumnBuilder } from "./column-builder.ts";
import { commonDecimal, withNotes } from "./finish-columns.ts";
import { withoutUnnamed } from "./unnamed-columns.ts";

/** The options of a table that is read. */
export interface TableOptions {
  /** Types that are told instead of inferred, by column name; none by default. */
  readonly types?: ColumnTypes;
  /** Whether `types` may name columns that the table lacks, as at prediction time; false by default. */
  readonly allowAbsentTypes?: boolean;
  /** Whether the first row of a file names the columns; told from the rows where left out. */
  readonly header?: boolean | undefined;
  /** The mark before decimals; where it is left out, the cells of all columns decide. */
  readonly decimal?: DecimalMark | undefined;
  /** Cells that mean "no value", beside the empty one, NA and the like; none by default. */
  readonly gaps?: readonly string[];
  /** How columns were read in training, by name; without it the cells decide. */
  readonly readings?: Readonly<Record<string, ColumnReading>>;
  /** Columns whose words are needed to the end, because an earlier pass could not tell without them. */
  readonly asWords?: readonly string[];
  /** Whether texts among typed values are read as the cells of a file are; true by default. */
  readonly readsTexts?: boolean;
}

/** The told facts of one column of a table. */
export function hintsOn(name: string, { types, decimal, gaps, readings }: TableOptions): ColumnHints {
  const of = <T>(record: Readonly<Record<string, T>> | undefined): T | undefined =>
    record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
  return { type: of(types), reading: of(readings), decimal, ...(gaps === undefined ? {} : { gaps }) };
}

/** Facts of the rows of a file, beside those told. */
interface BuilderOptions extends TableOptions {
  /** Whether rows are as long as their last cell, as in a sheet, so that short ones are no fault. */
  readonly padsRows?: boolean;
}

/** So many rows are looked at before the header is known. */
const SAMPLE_ROWS = 100;
/** Of a table with very many columns fewer rows, to bound what is held. */
const SAMPLE_CELLS = 200_000;
const FEWEST_SAMPLE_ROWS = 4;

/** Of a table with more columns, cells are not kept both as numbers and as words until that is decided. */
const WIDE_COLUMNS = 20_000;
/** A table with more columns is none, or one that no memory holds. */
const MOST_COLUMNS = 500_000;

/**
 * Collects the rows of a file into typed columns: first those from which the header is told, then the rest,
 * then `finish`. Rows that are none of the table's (comments, repeated headers, totals at the end) are left
 * out and noted.
 */
export class TableBuilder {
  readonly #source: string;
  readonly #options: BuilderOptions;
  /** Rows kept until the layout is known. */
  #sample: FileRow[] = [];
  #sampleCells = 0;
  #layout: TableLayout | undefined;
  #builders: ColumnBuilder[] = [];
  #body: BodyRows | undefined;
  #rows = 0;

  constructor(source: string, options: BuilderOptions) {
    this.#source = source;
    this.#options = options;
  }

  get rows(): number {
    return this.#rows;
  }

  /**
   * Takes the next row of the file.
   *
   * @param line the row's first line in the file, counted from 1.
   * @throws TrainwellError `row-ragged`, `header-invalid`, or what a cell raises.
   */
  add(cells: readonly string[], line: number): void {
    if (this.#body !== undefined) {
      this.#body.add(cells, line);
      return;
    }
    this.#sample.push({ cells, line });
    this.#sampleCells += cells.length;
    const { length } = this.#sample;
    const isWide = this.#sampleCells >= SAMPLE_CELLS && length >= FEWEST_SAMPLE_ROWS;
    if (length >= SAMPLE_ROWS || isWide) this.#begin();
  }

  #begin(): void {
    const { types = {}, allowAbsentTypes = false, header } = this.#options;
    const layout = findLayout(this.#sample, { header, expected: Object.keys(types) });
    // So far the file was blank lines alone; a header may still come.
    if (layout === undefined) {
      this.#sample = [];
      this.#sampleCells = 0;
      return;
    }
    this.#layout = layout;
    const { names } = layout;
    if (names.length > MOST_COLUMNS) throw tooManyColumns(this.#source, layout);
    const unreadable = names.findIndex((name) => name.includes("\uFFFD"));
    if (unreadable >= 0) throw this.#invalidHeader(unreadable);
    if (!allowAbsentTypes) checkTypes(types, names, this.#source);
    const asWords = new Set(this.#options.asWords);
    const isWide = names.length > WIDE_COLUMNS;
    this.#builders = names.map((name, index) => {
      const look = isWide ? firstLook(layout.rows, index) : undefined;
      return new ColumnBuilder(name, {
        source: this.#source,
        hints: hintsOn(name, this.#options),
        keeps: asWords.has(name) ? "words" : look,
      });
    });
    this.#body = new BodyRows(layout, {
      source: this.#source,
      store: this.#store,
      padsRows: this.#options.padsRows ?? false,
    });
    this.#sample = [];
    for (const { cells, line } of layout.rows) this.#body.add(cells, line);
  }

  readonly #store = (cells: readonly string[], line: number): void => {
    const builders = this.#builders;
    for (let index = 0; index < builders.length; index++) builders[index].add(cells[index], line);
    this.#rows++;
  };

  /**
   * The table; or the names of columns that have to be read again as words, because what began as numbers
   * needs a look at all of its cells.
   *
   * @throws TrainwellError `file-empty` without a header, `rows-missing` without a row, or what a column
   * raises.
   */
  finish(): Table | { readonly reread: readonly string[] } {
    if (this.#layout === undefined) this.#begin();
    const [layout, body] = [this.#layout, this.#body];
    if (layout === undefined || body === undefined) throw emptyFile(this.#source);
    body.finish();
    if (this.#rows === 0) throw this.#noRows(layout);
    const tableDecimal = commonDecimal(this.#builders);
    const built = this.#builders.map((builder) => builder.finish({ tableDecimal }));
    const reread = layout.names.filter((_, index) => built[index] === "reread");
    if (reread.length > 0) return { reread };
    const { columns, notes: readings = [] } = withNotes(built.filter((one) => one !== "reread"));
    const { types = {} } = this.#options;
    const unnamed = layout.unnamed.filter((index) => !Object.hasOwn(types, layout.names[index]));
    const kept = withoutUnnamed(columns, unnamed);
    const notes = [...layout.notes, ...kept.notes, ...body.notes, ...readings];
    const table = { source: this.#source, rows: this.#rows, columns: kept.columns };
    return notes.length > 0 ? { ...table, notes } : table;
  }

  #noRows({ header, line }: TableLayout): TrainwellError {
    return new TrainwellError({
      kind: "input",
      code: "rows-missing",
      message: `${this.#source} has a header and no rows.`,
      details: { source: this.#source, row: line },
      hint: header?.some((cell) => /\d/.test(cell))
        ? "Add a row for each example below the header; if the only row is no header, say --no-header."
        : "Add a row for each example below the header.",
    });
  }

  #invalidHeader(index: number): TrainwellError {
    const { line } = this.#layout!;
    return new TrainwellError({
      kind: "input",
      code: "header-invalid",
      message: `${this.#source}, row ${line}: the name of column ${index + 1} is not UTF-8 text.`,
      details: { source: this.#source, row: line, column: index + 1 },
      hint: "Save the file as UTF-8.",
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

/** The form of a column's first cells; where later ones are others, the file is read again. */
function firstLook(rows: readonly FileRow[], index: number): "numbers" | "words" {
  const cells = rows.map((row) => trimCell(row.cells[index] ?? ""));
  const areNumbers = cells.every((cell) => isMissingCell(cell) || Number.isFinite(parseNumber(cell)));
  return areNumbers ? "numbers" : "words";
}

function tooManyColumns(source: string, { names, line }: TableLayout): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "columns-many",
    message: `${source}, row ${line}: ${names.length} columns; at most ${MOST_COLUMNS} are read.`,
    details: { source, row: line, columns: names.length },
    hint: "Check the delimiter and the ends of lines, or give the rows as arrays (.npy).",
  });
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
