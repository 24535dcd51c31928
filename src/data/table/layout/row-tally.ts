import { enumeration } from "../../../base/enumeration.ts";

/** How many line numbers a message names. */
const MOST_NAMED = 3;

/** Counts rows of the file, and keeps the first few line numbers for a message. */
export class RowTally {
  readonly #lines: number[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(line: number): void {
    this.#count++;
    if (this.#lines.length < MOST_NAMED) this.#lines.push(line);
  }

  /** "Row 5", "Rows 5 and 9", or "12 rows (first 5, 9, 13)". */
  toString(): string {
    const lines = this.#lines;
    if (this.#count === 1) return `Row ${lines[0]}`;
    if (this.#count > lines.length) return `${this.#count} rows (first ${lines.join(", ")})`;
    return `Rows ${enumeration(lines)}`;
  }

  /** The end of a sentence about these rows: "is" of one, "are" of several. */
  get are(): string {
    return this.#count === 1 ? "is" : "are";
  }
}
