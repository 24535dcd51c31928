import { TrainwellError } from "../../base/errors.ts";
import { isMissingCell, parseNumber, readBooleans, trimCell } from "./cell.ts";
import { GrowingArray } from "./growing-array.ts";
import { type Column, type ColumnType, MISSING_BOOLEAN, MISSING_CATEGORY } from "./table.ts";

/** A column is a number when at least this share of its present cells parse. */
const NUMBER_SHARE = 0.99;
/** Until so many present cells, a column is kept as numbers and as words; then one of the two is let go. */
const UNDECIDED_CELLS = 8192;

/** A cell that is no finite number, in what may be a number column. */
interface BadCell {
  readonly line: number;
  readonly cell: string;
}

/** The result of a builder: the column; or "reread" where it took words for numbers and let the words go. */
export type BuiltColumn = Column | "reread";

/**
 * Collects the cells of one column and decides what they are. Memory: 8 bytes a cell for numbers, 4 for words
 * (each distinct word once).
 */
export class ColumnBuilder {
  readonly #name: string;
  readonly #source: string;
  readonly #told: ColumnType | undefined;
  #numbers: GrowingArray<Float64Array> | undefined;
  #words: WordList | undefined;
  #present = 0;
  #unparsed = 0;
  #infinite = 0;
  #firstBad: BadCell | undefined;

  constructor(name: string, options: { source: string; type: ColumnType | undefined }) {
    this.#name = name;
    this.#source = options.source;
    this.#told = options.type;
    const told = options.type;
    if (told === undefined || told === "number")
      this.#numbers = new GrowingArray((length) => new Float64Array(length));
    if (told !== "number") this.#words = new WordList();
  }

  /** Takes the next cell. `line` is its line in the file, counted from 1. */
  add(rawCell: string, line: number): void {
    const cell = trimCell(rawCell);
    if (isMissingCell(cell)) {
      this.#numbers?.push(NaN);
      this.#words?.codes.push(MISSING_CATEGORY);
      return;
    }
    this.#present++;
    if (this.#numbers !== undefined) this.#addNumber(cell, line);
    if (this.#words?.add(cell, line) === "newWord" && cell.includes("\uFFFD"))
      throw this.#notUtf8({ cell, line });
    if (this.#present === UNDECIDED_CELLS && this.#numbers !== undefined && this.#words !== undefined)
      this.#decide();
  }

  #addNumber(cell: string, line: number): void {
    const value = parseNumber(cell);
    this.#numbers!.push(value);
    if (Number.isFinite(value)) return;
    if (Number.isNaN(value)) this.#unparsed++;
    else this.#infinite++;
    this.#firstBad ??= { cell, line };
    if (this.#told === "number") throw this.#notANumber();
  }

  #decide(): void {
    if (this.#isNumeric(this.#unparsed, this.#present)) this.#words = undefined;
    else this.#numbers = undefined;
  }

  #isNumeric(unparsed: number, present: number): boolean {
    // Infinite cells count as numbers here: they are errors of a number column and do not make it words.
    return present - unparsed >= NUMBER_SHARE * present;
  }

  /**
   * The finished column.
   *
   * @throws TrainwellError `cell-not-number` or `cell-not-boolean`, naming the first such cell.
   */
  finish(): BuiltColumn {
    const words = this.#words;
    if (this.#told === "category") return this.#category(words!);
    if (this.#told === "boolean") return this.#boolean(words!);
    if (this.#numbers === undefined) return this.#numbersFromWords(words!) ?? this.#category(words!);
    if (this.#isNumeric(this.#unparsed, this.#present)) {
      if (this.#unparsed + this.#infinite > 0) throw this.#notANumber();
      return { type: "number", name: this.#name, data: this.#numbers.take() };
    }
    return words === undefined ? "reread" : this.#category(words);
  }

  /** A boolean column where all words are of one pair, else a category column. */
  #category(words: WordList): Column {
    if (this.#told === undefined) {
      const reading = readBooleans(words.list, { told: false });
      if (typeof reading !== "number") return this.#booleanColumn(words, reading);
    }
    return { type: "category", name: this.#name, data: words.codes.take(), categories: words.list };
  }

  #boolean(words: WordList): Column {
    const reading = readBooleans(words.list, { told: true });
    if (typeof reading !== "number") return this.#booleanColumn(words, reading);
    const [cell, line] = [words.list[reading], words.firstLines[reading]];
    throw this.#badCell({ cell, line }, "true or false (yes/no, t/f, y/n, 1/0)", "cell-not-boolean");
  }

  #booleanColumn(
    words: WordList,
    reading: { values: Uint8Array; labels: readonly [string, string] },
  ): Column {
    const codes = words.codes.take();
    const data = new Uint8Array(codes.map((code) => (code < 0 ? MISSING_BOOLEAN : reading.values[code])));
    return { type: "boolean", name: this.#name, data, labels: reading.labels };
  }

  /** Words that began as no numbers but are, in all, 99% numbers. */
  #numbersFromWords(words: WordList): Column | undefined {
    const values = Float64Array.from(words.list, parseNumber);
    const codes = words.codes.take();
    const counts = new Float64Array(values.length);
    for (const code of codes) if (code >= 0) counts[code]++;
    const unparsed = values.reduce((sum, value, code) => sum + (Number.isNaN(value) ? counts[code] : 0), 0);
    if (!this.#isNumeric(unparsed, this.#present)) {
      words.restore(codes);
      return undefined;
    }
    const firstBad = values.findIndex((value) => !Number.isFinite(value));
    if (firstBad >= 0) {
      this.#firstBad = { cell: words.list[firstBad], line: words.firstLines[firstBad] };
      this.#unparsed = unparsed;
      throw this.#notANumber();
    }
    return {
      type: "number",
      name: this.#name,
      data: Float64Array.from(codes, (code) => (code < 0 ? NaN : values[code])),
    };
  }

  #notANumber(): TrainwellError {
    const others = this.#unparsed + this.#infinite - 1;
    const also =
      others > 0 ? `, and ${others} more such ${others === 1 ? "cell" : "cells"} in this column` : "";
    return this.#badCell(this.#firstBad!, "a finite number", "cell-not-number", also);
  }

  #badCell(bad: BadCell, expected: string, code: string, also = ""): TrainwellError {
    const cell = bad.cell.length > 60 ? `${bad.cell.slice(0, 57)}...` : bad.cell;
    return new TrainwellError({
      kind: "input",
      code,
      message:
        `${this.#source}, row ${bad.line}, column "${this.#name}": expected ${expected}, received ` +
        `"${cell}"${also}.`,
      details: { source: this.#source, row: bad.line, column: this.#name, received: cell },
      hint:
        `Correct the cell, empty it if its value is unknown, or read the column as words: --type ` +
        `${this.#name}=category.`,
    });
  }

  #notUtf8(bad: BadCell): TrainwellError {
    return new TrainwellError({
      kind: "input",
      code: "file-encoding",
      message:
        `${this.#source}, row ${bad.line}, column "${this.#name}": expected UTF-8 text, received ` +
        `bytes that are none.`,
      details: { source: this.#source, row: bad.line, column: this.#name },
      hint: "Save the file as UTF-8.",
    });
  }
}

/** The cells of a column as words, each distinct word kept once. */
class WordList {
  readonly list: string[] = [];
  /** The line where each word first came. */
  readonly firstLines: number[] = [];
  codes = new GrowingArray((length) => new Int32Array(length));
  readonly #codeOf = new Map<string, number>();

  add(word: string, line: number): "newWord" | "known" {
    const known = this.#codeOf.get(word);
    if (known !== undefined) {
      this.codes.push(known);
      return "known";
    }
    const own = ownText(word);
    this.#codeOf.set(own, this.list.length);
    this.codes.push(this.list.length);
    this.list.push(own);
    this.firstLines.push(line);
    return "newWord";
  }

  /** Puts back codes that were taken. */
  restore(codes: Int32Array): void {
    for (const code of codes) this.codes.push(code);
  }
}

/** A copy of a text that was cut from a larger one: engines would keep the whole larger text for it. */
function ownText(text: string): string {
  return ` ${text}`.slice(1);
}
