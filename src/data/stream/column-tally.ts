import type { NumberDescription } from "../table/describe-numbers.ts";
import { isAbsent } from "./record-stream.ts";

/** Counts and statistics of a stream's column, taken without keeping its values: exact but for rounding. */
export class ColumnTally {
  /** Distinct values are told apart up to so many. */
  readonly #mostDistinct: number;
  readonly #asWords: boolean;
  #present = 0;
  #absent = 0;
  #mean = 0;
  #squares = 0;
  #min = Infinity;
  #max = -Infinity;
  readonly #counts = new Map<string, number>();

  /** @param options `asWords`: whether numbers too are counted one by one, as classes or categories are. */
  constructor({ mostDistinct, asWords }: { mostDistinct: number; asWords: boolean }) {
    this.#mostDistinct = mostDistinct;
    this.#asWords = asWords;
  }

  /**
   * Counts a value; the number of times that it has come now, or Infinity where it is not told apart from
   * others.
   */
  add(value: unknown): number {
    if (isAbsent(value)) return ++this.#absent;
    this.#present++;
    if (typeof value === "object") return this.#present;
    const number = Number(value);
    if (typeof value !== "string") this.#addNumber(number);
    if (this.#asWords || typeof value === "string") return this.#count(String(value));
    // The second value that differs shows that a column is not constant.
    return this.#present === 1 || (this.#min < this.#max && this.#counts.size === 0 && this.#count("varied"))
      ? 1
      : Infinity;
  }

  #addNumber(value: number): void {
    const difference = value - this.#mean;
    this.#mean += difference / this.#present;
    this.#squares += difference * (value - this.#mean);
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  #count(word: string): number {
    const count = this.#counts.get(word);
    if (count === undefined && this.#counts.size >= this.#mostDistinct) return Infinity;
    this.#counts.set(word, (count ?? 0) + 1);
    return (count ?? 0) + 1;
  }

  /** Values that were there. */
  get present(): number {
    return this.#present;
  }

  /** Of the numbers; booleans count as 0 and 1. The standard deviation divides by n. */
  get description(): NumberDescription {
    const [min, max] = [this.#min, this.#max];
    const std = min === max ? 0 : Math.sqrt(this.#squares / this.#present);
    return { mean: min === max ? min : this.#mean, std, min, max };
  }

  /** How often a value came that is counted one by one. */
  countOf(word: string): number {
    return this.#counts.get(word) ?? 0;
  }

  /** Rows in which a boolean was true, or a number 1. */
  get ones(): number {
    return Math.round(this.#mean * this.#present);
  }
}
