import { TrainwellError } from "../../../base/errors.ts";
import { isMissingCell, trimCell } from "../cells/cell.ts";
import type { DecimalMark } from "../cells/decimal-mark.ts";
import type { ColumnHints } from "../column-reading.ts";
import { nameOfType } from "../column-types.ts";
import { badCell } from "../readings/bad-cell.ts";
import { columnOfWords } from "../readings/column-of-words.ts";
import { readWords } from "../readings/read-words.ts";
import type { BuiltColumn } from "../readings/reading-remark.ts";
import type { UnreadableWords, WordsRead } from "../readings/word-column.ts";
import { NumberList } from "./number-list.ts";
import { WordList } from "./word-list.ts";

/** Until so many cells that are not empty, a column is kept as numbers and as words; then one is let go. */
const UNDECIDED_CELLS = 8192;

/** Types of which the words must be seen whole. */
const WORD_TYPES: ReadonlySet<string> = new Set(["category", "boolean", "percent", "date"]);

/**
 * Collects the cells of one column and decides what they are. Memory: 8 bytes a cell for numbers, 4 for words
 * (each distinct word once).
 */
export class ColumnBuilder {
  readonly #name: string;
  readonly #source: string;
  readonly #hints: ColumnHints;
  #numbers: NumberList | undefined;
  #words: WordList | undefined;
  #filled = 0;
  #read: WordsRead | UnreadableWords | undefined;

  /**
   * @param options `keeps`: the form that alone is kept from the beginning: words, because numbers alone were
   *   not enough, or numbers, because there is no room for both.
   */
  constructor(
    name: string,
    options: { source: string; hints: ColumnHints; keeps?: "numbers" | "words" | undefined },
  ) {
    const { type } = options.hints;
    const isWords = options.keeps === "words" || (type !== undefined && WORD_TYPES.has(nameOfType(type)));
    this.#name = name;
    this.#source = options.source;
    this.#hints = options.hints;
    if (!isWords) this.#numbers = new NumberList(options.hints);
    if (isWords || options.keeps === undefined) this.#words = new WordList();
  }

  /** Takes the next cell. `line` is its line in the file, counted from 1. */
  add(rawCell: string, line: number): void {
    const cell = trimCell(rawCell);
    if (this.#numbers !== undefined) {
      if (isMissingCell(cell)) this.#numbers.push(NaN);
      else this.#numbers.add(cell);
    }
    if (this.#words !== undefined) this.#addWord(this.#words, cell, line);
  }

  #addWord(words: WordList, cell: string, line: number): void {
    if (cell.length === 0) {
      words.addEmpty();
      return;
    }
    if (words.add(cell, line) === "newWord" && cell.includes("\uFFFD")) throw this.#notUtf8(line);
    if (++this.#filled === UNDECIDED_CELLS && this.#numbers !== undefined) this.#decide(this.#numbers, words);
  }

  /** Lets the words go where the cells so far are numbers beyond doubt, else the numbers. */
  #decide(numbers: NumberList, words: WordList): void {
    if (numbers.isPlain()) this.#words = undefined;
    else {
      this.#numbers = this.#adopted(words);
      if (this.#numbers !== undefined) this.#words = undefined;
    }
  }

  /** The words so far as numbers, to go on under their reading; undefined where that is not certain. */
  #adopted(words: WordList): NumberList | undefined {
    const read = readWords({ ...words.counted, hints: this.#hints });
    if (read.type !== "number") return undefined;
    const isOpen = read.remarks.some(
      (remark) => remark.kind === "numbers" && (remark.isAmbiguous || remark.bare > 0),
    );
    if (isOpen) return undefined;
    const remarks = read.remarks.filter(({ kind }) => kind !== "gaps");
    const numbers = new NumberList(this.#hints, { reading: read.reading, decimal: read.decimal, remarks });
    for (const code of words.takeCodes()) numbers.push(code < 0 ? NaN : read.values[code]);
    for (const place of read.gaps) numbers.addOdd(words.words[place], words.counts[place]);
    return numbers;
  }

  /** The sign in the cells of the mark before decimals, beyond doubt. For when all cells are there. */
  get decimal(): DecimalMark | undefined {
    if (this.#words === undefined || this.#numbers?.isPlain()) return this.#numbers?.decimal;
    this.#read ??= readWords({ ...this.#words.counted, hints: this.#hints });
    return this.#read.type === "number" ? this.#read.decimal : undefined;
  }

  /**
   * The finished column; "reread" where it took words for numbers and let the words go.
   *
   * @param options `tableDecimal` is the mark before decimals that other columns show.
   * @throws TrainwellError `cell-not-number`, `cell-not-boolean` or `cell-not-date`, for the first such cell.
   */
  finish({ tableDecimal }: { tableDecimal?: DecimalMark | undefined } = {}): BuiltColumn | "reread" {
    const [numbers, words] = [this.#numbers, this.#words];
    if (words === undefined) return numbers!.isCertain(tableDecimal) ? numbers!.finish(this.#name) : "reread";
    if (numbers?.isPlain(tableDecimal)) return numbers.finish(this.#name);
    const read = this.#readAll(words, tableDecimal);
    if (read.type === "unreadable") throw this.#unreadable(read, words);
    const cells = { words: words.words, codes: words.takeCodes() };
    return { column: columnOfWords(this.#name, read, cells), remarks: read.remarks };
  }

  /** Reads the words once more where other columns settle what their own cells leave open. */
  #readAll(words: WordList, tableDecimal: DecimalMark | undefined): WordsRead | UnreadableWords {
    const known = this.#read;
    const isOpen = known?.type === "number" && known.decimal === undefined && tableDecimal !== undefined;
    if (known !== undefined && !isOpen) return known;
    return readWords({ ...words.counted, hints: { ...this.#hints, tableDecimal } });
  }

  #unreadable(problem: UnreadableWords, { words, firstLines }: WordList): TrainwellError {
    const place = { source: this.#source, row: firstLines[problem.word], column: this.#name };
    return badCell(words[problem.word], place, { ...problem, hints: this.#hints });
  }

  #notUtf8(line: number): TrainwellError {
    return new TrainwellError({
      kind: "input",
      code: "file-encoding",
      message:
        `${this.#source}, row ${line}, column "${this.#name}": expected UTF-8 text, received ` +
        `bytes that are none.`,
      details: { source: this.#source, row: line, column: this.#name },
      hint: "Save the file as UTF-8.",
    });
  }
}
