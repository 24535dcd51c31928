import type { DecimalMark } from "../cells/decimal-mark.ts";
import { isMissingMark } from "../cells/missing-marks.ts";
import { PLAIN_READING, parseReading } from "../cells/number-reading.ts";
import type { ColumnHints, ColumnReading } from "../column-reading.ts";
import type { BuiltColumn, ReadingRemark } from "../readings/reading-remark.ts";
import { gapRemarks, gapsWhere, hasReading, readingOf } from "../readings/word-column.ts";
import { GrowingArray } from "./growing-array.ts";

const [ZERO, NINE, POINT] = [48, 57, 46];
/** Odd cells are told apart up to so many; a column with more is no column of numbers. */
const MOST_ODD = 100;
/** Longer digits are no exact numbers. */
const MOST_DIGITS = 15;
/** A point that could as well stand between thousands. */
const POINT_BEFORE_THREE = /^[-+]?[1-9]\d{0,2}\.\d{3}$/;

/** How the first cells of a column were read, for those after them. */
export interface Adopted {
  readonly reading: ColumnReading;
  readonly decimal: DecimalMark | undefined;
  readonly remarks: readonly ReadingRemark[];
}

/**
 * The cells of a column as numbers, while they are read: those that are none are gaps until it is known what
 * they are, and what could make the numbers something else is noticed on the way.
 */
export class NumberList {
  readonly #parse: (cell: string) => number;
  readonly #hints: ColumnHints;
  readonly #adopted: Adopted | undefined;
  /** Numbers that were told to mean a missing one. */
  readonly #gapNumbers: readonly number[];
  readonly #values = new GrowingArray((length) => new Float64Array(length));
  /** Cells that are no finite numbers, with how often each comes. */
  readonly #odd = new Map<string, number>();
  #cells = 0;
  #mayBeCodes = false;
  /** Whether a point may stand between thousands in some cell, and whether one stands before decimals. */
  #hasDoubtfulPoint = false;
  #hasDecimalPoint = false;

  /** @param adopted the reading that earlier cells of the column led to. */
  constructor(hints: ColumnHints, adopted?: Adopted) {
    const reading = adopted?.reading ?? hints.reading;
    this.#parse = parseReading(reading?.number ?? PLAIN_READING, { isUnitNeeded: adopted !== undefined });
    this.#hints = adopted === undefined ? hints : { ...hints, reading: adopted.reading };
    this.#adopted = adopted;
    const gaps = [...(hints.gaps ?? []), ...(reading?.gaps ?? [])];
    this.#gapNumbers = gaps.map(Number).filter(Number.isFinite);
  }

  /** Takes a number that was read before; NaN for a missing one. */
  push(value: number): void {
    this.#values.push(value);
    if (!Number.isNaN(value)) this.#cells++;
  }

  /** Takes a trimmed cell that is not empty. */
  add(cell: string): void {
    const value = this.#parse(cell);
    if (!Number.isFinite(value) || this.#gapNumbers.includes(value)) {
      this.#values.push(NaN);
      this.addOdd(cell, 1);
      return;
    }
    this.#values.push(value);
    this.#cells++;
    if (!this.#mayBeCodes) this.#mayBeCodes = isLikeCode(cell);
    if (!this.#hasDecimalPoint) this.#lookAtPoint(cell, value);
  }

  /** Notes cells that are no numbers. */
  addOdd(cell: string, times: number): void {
    const count = this.#odd.get(cell) ?? 0;
    if (count > 0 || this.#odd.size < MOST_ODD) this.#odd.set(cell, count + times);
  }

  #lookAtPoint(cell: string, value: number): void {
    if (cell.charCodeAt(cell.length - 4) === POINT && POINT_BEFORE_THREE.test(cell))
      this.#hasDoubtfulPoint = true;
    else if (value !== Math.trunc(value) && cell.includes(".")) this.#hasDecimalPoint = true;
  }

  /** Whether every cell is a number in the plainest sense, so that no word needs to be looked at. */
  isPlain(tableDecimal?: DecimalMark): boolean {
    return this.#odd.size === 0 && this.isCertain(tableDecimal);
  }

  /**
   * Whether the numbers tell what the column is: all other cells mean "no value", the digits are no codes,
   * and no point stands between thousands.
   *
   * @param tableDecimal the mark before decimals that other columns show.
   */
  isCertain(tableDecimal?: DecimalMark): boolean {
    const { type, decimal, reading } = this.#hints;
    const words = [...this.#odd.keys()];
    const gaps = gapsWhere({ words, counts: [], hints: this.#hints }, isMissingMark);
    if (words.length === MOST_ODD || gaps.size < words.length) return false;
    if (reading !== undefined) return true;
    if (this.#mayBeCodes && type === undefined) return false;
    const isComma = (decimal ?? tableDecimal) === "," && this.#hasDoubtfulPoint;
    return !isComma || (this.#hasDecimalPoint && decimal === undefined);
  }

  /** The sign in the cells of the mark before decimals, beyond doubt. */
  get decimal(): DecimalMark | undefined {
    return this.#adopted === undefined ? (this.#hasDecimalPoint ? "." : undefined) : this.#adopted.decimal;
  }

  /** The column of these numbers, with gaps for all other cells. The list is empty afterwards. */
  finish(name: string): BuiltColumn {
    const words = [...this.#odd.keys()];
    const odd = { words, counts: [...this.#odd.values()] };
    const number = this.#hints.reading?.number;
    const reading = readingOf(this.#hints, number === undefined ? {} : { number });
    const data = this.#values.take();
    const cells = this.#cells;
    const remarks = (this.#adopted?.remarks ?? []).map((remark) =>
      remark.kind === "numbers" ? { ...remark, cells, present: cells } : remark,
    );
    const everyWord = new Set(words.map((_, place) => place));
    return {
      column: { type: "number", name, data, ...hasReading(reading) },
      remarks: [...remarks, ...gapRemarks(odd, everyWord, { among: "numbers" })],
    };
  }
}

function isLikeCode(cell: string): boolean {
  if (cell.length > MOST_DIGITS) return /^\d+$/.test(cell);
  const second = cell.charCodeAt(1);
  return cell.charCodeAt(0) === ZERO && second >= ZERO && second <= NINE;
}
