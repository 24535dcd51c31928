import { TrainwellError } from "../../../base/errors.ts";
import { trimCell } from "../cells/cell.ts";
import type { DecimalMark } from "../cells/decimal-mark.ts";
import type { ColumnHints } from "../column-reading.ts";
import type { ToldType } from "../column-types.ts";
import { badCell } from "../readings/bad-cell.ts";
import { columnOfWords } from "../readings/column-of-words.ts";
import { readWords } from "../readings/read-words.ts";
import type { BuiltColumn } from "../readings/reading-remark.ts";
import type { UnreadableWords, WordsRead } from "../readings/word-column.ts";
import { gapRemarks, hasReading, readingOf } from "../readings/word-column.ts";
import { MISSING_BOOLEAN, type TensorColumn } from "../table.ts";
import { GrowingArray } from "./growing-array.ts";
import { WordList } from "./word-list.ts";

type Kind = "number" | "boolean" | "text" | "array";

/** The content of a cell, in words for people. */
const KIND_WORDS: Readonly<Record<Kind, string>> = {
  number: "a number",
  boolean: "true or false",
  text: "a text",
  array: "an array of numbers",
};

/** Arrays are nested no deeper than this. */
const DEEPEST = 16;

/** Kinds that may stand together in a column. */
const MIXING: ReadonlySet<Kind> = new Set(["number", "text"]);

/**
 * Floats and bytes are kept in one growing list each; a column is of bytes only if all its rows are byte
 * arrays.
 */
interface ArrayRows {
  readonly shape: readonly number[];
  readonly isBytes: boolean;
  readonly values: GrowingArray<Float32Array> | GrowingArray<Uint8Array>;
}

/** The facts that a column of values is told. */
interface ValueColumnOptions {
  readonly source: string;
  readonly hints: ColumnHints;
  /** Whether texts are read as the cells of a file are, as numbers, booleans or words; else all are words. */
  readonly readsTexts: boolean;
  /** The number of rows before the column first came. */
  readonly missingRows?: number;
}

/**
 * Collects the values of one column as a program or a typed file has them: numbers (also big ones), booleans,
 * texts, dates (as ISO 8601 text), and arrays of numbers, nested or not, of one shape. null, undefined and
 * NaN are missing. The first present value decides what the column is; only numbers and texts may stand
 * together, where the texts are numbers too or mean that one is missing.
 */
export class ValueColumn {
  readonly #name: string;
  readonly #options: ValueColumnOptions;
  #kind: Kind | undefined;
  #rows = 0;
  readonly #numbers = new GrowingArray((length) => new Float64Array(length));
  /** Of a column that has texts: they, and nothing in the other rows. */
  #texts: WordList | undefined;
  /** The first row whose value is of another kind than those before. */
  #firstOther: { readonly row: number; readonly value: unknown } | undefined;
  /** Rows with a number. */
  #present = 0;
  #all: WordList | undefined;
  #arrays: ArrayRows | undefined;
  #firstMissing: number | undefined;

  constructor(name: string, options: ValueColumnOptions) {
    this.#name = name;
    this.#options = options;
    for (let row = 0; row < (options.missingRows ?? 0); row++) this.add(undefined);
  }

  get rows(): number {
    return this.#rows;
  }

  /**
   * Takes the value of the next row.
   *
   * @throws TrainwellError `value-invalid` when it is of another kind than those before, or of none that is
   *   read; `array-shape` when an array has another shape than those before.
   */
  add(given: unknown): void {
    const row = ++this.#rows;
    const { hints, readsTexts } = this.#options;
    const value = normalValue(given, hints.type, readsTexts);
    if (value === undefined) {
      this.#firstMissing ??= row;
      this.#addNumber(NaN);
      return;
    }
    const kind = kindOf(value);
    if (kind === undefined)
      throw this.#invalid(row, "a number, a text, true or false, or an array of numbers", value);
    this.#kind ??= kind;
    if (kind !== this.#kind) {
      this.#firstOther ??= { row, value };
      if (!readsTexts || !MIXING.has(kind) || !MIXING.has(this.#kind))
        throw this.#otherKind(this.#firstOther);
    }
    if (kind === "array") this.#addArray(value as ArrayLike<unknown>, row);
    else if (kind === "text") this.#addText(value as string, row);
    else if (Number.isFinite(Number(value))) this.#addNumber(Number(value));
    else throw this.#invalid(row, "a finite number", value);
  }

  #otherKind({ row, value }: { readonly row: number; readonly value: unknown }): TrainwellError {
    return this.#invalid(row, `${KIND_WORDS[this.#kind!]} as in the rows before`, value);
  }

  #addNumber(value: number): void {
    this.#numbers.push(value);
    if (!Number.isNaN(value)) this.#present++;
    this.#texts?.addEmpty();
  }

  #addText(text: string, row: number): void {
    if (this.#texts === undefined) {
      this.#texts = new WordList();
      for (let before = 1; before < row; before++) this.#texts.addEmpty();
    }
    this.#numbers.push(NaN);
    this.#texts.add(text, row);
  }

  #addArray(value: ArrayLike<unknown>, row: number): void {
    const flat: number[] | Uint8Array = value instanceof Uint8Array ? value : [];
    const shape = flat instanceof Uint8Array ? [flat.length] : flatten(value, flat);
    if (shape === undefined)
      throw this.#invalid(row, "an array of finite numbers whose parts have one length", value);
    const isBytes = flat instanceof Uint8Array;
    const arrays = this.#arrays ?? newArrayRows(shape, isBytes);
    this.#arrays = arrays;
    const expected = arrays.shape;
    if (shape.join() !== expected.join()) {
      throw new TrainwellError({
        kind: "input",
        code: "array-shape",
        message:
          `${this.#options.source}, row ${row}, column "${this.#name}": expected an array of shape ` +
          `[${expected.join(", ")}] as in the rows before, received [${shape.join(", ")}].`,
        details: { source: this.#options.source, row, column: this.#name },
        hint: "Bring all arrays of a column to one shape.",
      });
    }
    for (const number of flat) arrays.values.push(number);
  }

  /** The sign in texts of the mark before decimals, beyond doubt. For when all rows are there. */
  get decimal(): DecimalMark | undefined {
    if (this.#texts === undefined || !this.#options.readsTexts) return undefined;
    const read = readWords({ ...this.#words.counted, hints: this.#options.hints });
    return read.type === "number" ? read.decimal : undefined;
  }

  /**
   * The finished column.
   *
   * @param options `tableDecimal` is the mark before decimals that other columns show.
   * @throws TrainwellError `value-invalid` when a row of a column of arrays has none, or words stand among
   *   numbers; `cell-not-number`, `cell-not-boolean` for a text that does not fit.
   */
  finish({ tableDecimal }: { tableDecimal?: DecimalMark | undefined } = {}): BuiltColumn {
    const name = this.#name;
    if (this.#kind === "array") return { column: this.#tensor(), remarks: [] };
    if (this.#texts !== undefined) return this.#finishTexts({ ...this.#options.hints, tableDecimal });
    const values = this.#numbers.take();
    if (this.#kind !== "boolean") return this.#finishNumbers(values);
    const data = Uint8Array.from(values, (value) => (Number.isNaN(value) ? MISSING_BOOLEAN : value));
    return { column: { type: "boolean", name, data, labels: ["false", "true"] }, remarks: [] };
  }

  /** All rows as words: the texts, and numbers in their shortest form. */
  get #words(): WordList {
    this.#all ??= this.#present === 0 ? this.#texts! : wordsOf(this.#numbers.take(), this.#texts!);
    return this.#all;
  }

  #finishTexts(hints: ColumnHints): BuiltColumn {
    const { source, readsTexts } = this.#options;
    const list = this.#words;
    const { words, firstLines } = list;
    const read: WordsRead | UnreadableWords =
      readsTexts || hints.type !== undefined
        ? readWords({ ...list.counted, hints })
        : { type: "category", gaps: new Set(), reading: {}, remarks: [] };
    if (read.type === "unreadable") {
      const place = { source, row: firstLines[read.word], column: this.#name };
      throw badCell(words[read.word], place, { ...read, hints });
    }
    if (this.#firstOther !== undefined && hints.type === undefined && read.type !== "number")
      throw this.#otherKind(this.#firstOther);
    const column = columnOfWords(this.#name, read, { words, codes: list.takeCodes() });
    return { column, remarks: read.remarks };
  }

  /** Numbers as they are, but for those that were told to mean a missing one. */
  #finishNumbers(values: Float64Array): BuiltColumn {
    const { hints } = this.#options;
    const told = [...(hints.gaps ?? []), ...(hints.reading?.gaps ?? [])].map(Number).filter(Number.isFinite);
    const counts = new Map<number, number>();
    for (let row = 0; told.length > 0 && row < values.length; row++) {
      if (!told.includes(values[row])) continue;
      counts.set(values[row], (counts.get(values[row]) ?? 0) + 1);
      values[row] = NaN;
    }
    const words = { words: [...counts.keys()].map(String), counts: [...counts.values()] };
    const number = hints.reading?.number;
    const reading = readingOf(hints, number === undefined ? {} : { number });
    return {
      column: { type: "number", name: this.#name, data: values, ...hasReading(reading) },
      remarks: gapRemarks(words, new Set(words.words.keys()), { among: "numbers" }),
    };
  }

  #tensor(): TensorColumn {
    const { shape, isBytes, values } = this.#arrays!;
    if (this.#firstMissing !== undefined)
      throw this.#invalid(this.#firstMissing, "an array as in the other rows", undefined);
    return {
      type: "tensor",
      name: this.#name,
      dtype: isBytes ? "uint8" : "float32",
      rowShape: shape,
      data: values.take() as Float32Array | Uint8Array,
    };
  }

  #invalid(row: number, expected: string, received: unknown): TrainwellError {
    return new TrainwellError({
      kind: "input",
      code: "value-invalid",
      message:
        `${this.#options.source}, row ${row}, column "${this.#name}": expected ${expected}, received ` +
        `${describe(received)}.`,
      details: { source: this.#options.source, row, column: this.#name },
      hint: "Give every row of a column the same kind of value; null is a missing one.",
    });
  }
}

function newArrayRows(shape: readonly number[], isBytes: boolean): ArrayRows {
  if (isBytes) return { shape, isBytes, values: new GrowingArray((length) => new Uint8Array(length)) };
  return { shape, isBytes, values: new GrowingArray((length) => new Float32Array(length)) };
}

/** The numbers of some rows and the texts of the others, all as words. */
function wordsOf(numbers: Float64Array, texts: WordList): WordList {
  const all = new WordList();
  const codes = texts.takeCodes();
  for (let row = 0; row < numbers.length; row++) {
    if (codes[row] >= 0) all.add(texts.words[codes[row]], row + 1);
    else if (Number.isNaN(numbers[row])) all.addEmpty();
    else all.add(String(numbers[row]), row + 1);
  }
  return all;
}

/** A value in one of the kinds that are kept; undefined where it is missing. */
function normalValue(value: unknown, told: ToldType | undefined, readsTexts: boolean): unknown {
  if (value === null || value === undefined || (typeof value === "number" && Number.isNaN(value)))
    return undefined;
  const plain =
    value instanceof Date ? value.toISOString() : typeof value === "bigint" ? Number(value) : value;
  const isNumber = told === "number" || told === "percent";
  if (isNumber && typeof plain === "boolean") return Number(plain);
  const isWord = told !== undefined && !(isNumber && typeof plain === "number") && typeof plain !== "object";
  if (!isWord && (typeof plain !== "string" || !readsTexts)) return plain;
  const text = trimCell(String(plain));
  return text === "" ? undefined : text;
}

function kindOf(value: unknown): Kind | undefined {
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "string") return "text";
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))
    ? "array"
    : undefined;
}

/**
 * Appends the numbers of a nested array and gives its shape; undefined where it is ragged or holds no finite
 * numbers.
 */
function flatten(value: ArrayLike<unknown>, into: number[], depth = 1): number[] | undefined {
  if (value.length === 0 || depth > DEEPEST) return undefined;
  let inner: number[] | undefined;
  for (let i = 0; i < value.length; i++) {
    const item = value[i];
    const shape =
      typeof item === "object" && item !== null ? flatten(item as ArrayLike<unknown>, into, depth + 1) : [];
    if (shape === undefined || (inner !== undefined && shape.join() !== inner.join())) return undefined;
    inner = shape;
    if (shape.length > 0) continue;
    const number = Number(item);
    const isNumber = typeof item === "number" || typeof item === "bigint";
    if (!isNumber || !Number.isFinite(Math.fround(number))) return undefined;
    into.push(number);
  }
  return [value.length, ...inner!];
}

function describe(value: unknown): string {
  if (value === undefined) return "no value";
  if (typeof value === "string") return `"${value.length > 60 ? `${value.slice(0, 57)}...` : value}"`;
  if (typeof value !== "object") return String(value);
  return Array.isArray(value) || ArrayBuffer.isView(value) ? "an array" : "an object";
}
