import { TrainwellError } from "../../../base/errors.ts";
import { trimCell } from "../cells/cell.ts";
import { type FileRow, filledCells, isBlankLine } from "./file-row.ts";
import { RowTally } from "./row-tally.ts";
import type { TableLayout } from "./table-layout.ts";
import { isTotalRow, labelOf } from "./total-row.ts";

/** More rows of totals than this are no totals. */
const MOST_TOTALS = 5;
/** Rows without any value that are kept back, at most. */
const MOST_HELD = 10_000;
const HASH = 0x23;
const ZERO = 0x30;
const NINE = 0x39;
const MINUS = 0x2d;

/** Takes a row that belongs to the table, as many cells as it has columns. */
type Store = (cells: readonly string[], line: number) => void;

/**
 * The rows below a header: stores those that are the table's, and tells apart blank lines, comments, the
 * header come again, and at the end rows of totals and rows without any value.
 */
export class BodyRows {
  readonly #layout: TableLayout;
  readonly #source: string;
  readonly #store: Store;
  readonly #padsRows: boolean;
  readonly #width: number;
  /** Whether the header begins with a word. */
  readonly #isWordy: boolean;
  /** Rows that are left out if nothing but their kind follows. */
  #held: FileRow[] = [];
  #heldTotals = 0;
  /** Labels such as "total" that came before rows of the table, and so are values. */
  readonly #values = new Set<string>();
  readonly #comments = new RowTally();
  readonly #headers = new RowTally();
  readonly #surplus = new RowTally();
  readonly #totals = new RowTally();
  readonly #empty = new RowTally();

  constructor(layout: TableLayout, options: { source: string; store: Store; padsRows: boolean }) {
    this.#layout = layout;
    this.#source = options.source;
    this.#store = options.store;
    this.#padsRows = options.padsRows;
    this.#width = layout.names.length;
    this.#isWordy = !/^[-\d]/.test(layout.header?.[0] ?? "");
  }

  /** @throws TrainwellError `row-ragged`, or what a cell raises. */
  add(cells: readonly string[], line: number): void {
    const begin = cells.length === this.#width ? cells[0].charCodeAt(0) : Number.NaN;
    const isNumber = (begin >= ZERO && begin <= NINE) || begin === MINUS;
    // Most rows begin with a number, as none of the others does where the header does not.
    if (isNumber && this.#isWordy && this.#held.length === 0) this.#store(cells, line);
    else this.#addOther(cells, line);
  }

  #addOther(given: readonly string[], line: number): void {
    if (isBlankLine(given) && this.#width > 1) return;
    if (this.#isComment(given)) this.#comments.add(line);
    else this.#addFitted({ cells: this.#fitted(given, line), line });
  }

  #addFitted(row: FileRow): void {
    if (this.#isHeader(row.cells)) this.#headers.add(row.line);
    else if (!this.#isHeld(row)) {
      this.#release();
      this.#store(row.cells, row.line);
    }
  }

  #isHeader(cells: readonly string[]): boolean {
    const { header } = this.#layout;
    if (header === undefined || this.#width < 2 || trimCell(cells[0]) !== header[0]) return false;
    return cells.every((cell, index) => trimCell(cell) === header[index]);
  }

  #isComment(cells: readonly string[]): boolean {
    if (cells[0].charCodeAt(0) !== HASH) return false;
    return this.#layout.hasComments || cells.length !== this.#width;
  }

  /** Keeps back a row that is left out at the end of the table. */
  #isHeld(row: FileRow): boolean {
    const label = labelOf(row.cells);
    if (label !== "" && (this.#width < 2 || !isTotalRow(row.cells) || this.#values.has(label))) return false;
    if (label !== "" && ++this.#heldTotals > MOST_TOTALS) return false;
    if (this.#held.length === MOST_HELD) return false;
    this.#held.push(row);
    return true;
  }

  /** Rows that were kept back belong to the table after all. */
  #release(): void {
    if (this.#held.length === 0) return;
    for (const { cells, line } of this.#held) {
      if (isTotalRow(cells)) this.#values.add(labelOf(cells));
      this.#store(cells, line);
    }
    this.#held = [];
    this.#heldTotals = 0;
  }

  /** The row with as many cells as there are columns, where it differs in empty ones alone. */
  #fitted(cells: readonly string[], line: number): readonly string[] {
    const width = this.#width;
    if (cells.length === width) return cells;
    if (cells.length > width && filledCells(cells.slice(width)) === 0) {
      this.#surplus.add(line);
      return cells.slice(0, width);
    }
    const missing = Array.from({ length: Math.max(0, width - cells.length) }, (_, at) => cells.length + at);
    const { unnamed } = this.#layout;
    if (missing.length > 0 && (this.#padsRows || missing.every((place) => unnamed.includes(place))))
      return [...cells, ...missing.map(() => "")];
    throw this.#ragged(cells.length, line);
  }

  /** Decides about the rows that were kept back: nothing follows them. */
  finish(): void {
    for (const { cells, line } of this.#held) (isTotalRow(cells) ? this.#totals : this.#empty).add(line);
    this.#held = [];
  }

  /** The rows that were left out, for people. */
  get notes(): string[] {
    const [comments, headers, surplus] = [this.#comments, this.#headers, this.#surplus];
    const [totals, empty] = [this.#totals, this.#empty];
    const note = (tally: RowTally, text: string) => (tally.count === 0 ? [] : [`${tally} ${text}`]);
    return [
      ...note(comments, `${comments.are} left out as comments that begin with #.`),
      ...note(
        headers,
        `${headers.count === 1 ? "repeats" : "repeat"} the header and ${headers.are} left out.`,
      ),
      ...note(
        surplus,
        `${surplus.count === 1 ? "ends" : "end"} with a delimiter too many, which is passed over.`,
      ),
      ...note(
        totals,
        `below the table ${totals.are} left out as totals or means; rename the label to keep them.`,
      ),
      ...note(empty, `at the end without any value ${empty.are} left out.`),
    ];
  }

  #ragged(received: number, line: number): TrainwellError {
    const [expected, { header }] = [this.#width, this.#layout];
    const cells = expected === 1 ? "1 cell" : `${expected} cells`;
    return new TrainwellError({
      kind: "input",
      code: "row-ragged",
      message:
        `${this.#source}, row ${line}: expected ${cells} as in the ` +
        `${header === undefined ? "first row" : "header"}, received ${received}.`,
      details: { source: this.#source, row: line, expected, received },
      hint: "Correct the row; put cells that contain the delimiter in double quotes.",
    });
  }
}
