import { parseNumber } from "./cell.ts";
import type { DecimalMark } from "./decimal-mark.ts";
import { type DressedNumber, undress, unitKey } from "./number-dress.ts";
import { MARK_READINGS, type NumberReading, numberIn } from "./number-reading.ts";

/** The distinct cells of a column and how often each comes. */
export interface CountedWords {
  readonly words: readonly string[];
  readonly counts: ArrayLike<number>;
}

/** The best reading of a column of words as numbers. */
export interface ChosenReading {
  readonly reading: NumberReading;
  /** Its numbers by word; NaN for what is none. */
  readonly values: Float64Array;
  /** Cells that are numbers. */
  readonly cells: number;
  /** Cells that are numbers without the unit that the others have. */
  readonly bare: number;
  /** Whether the cells leave no doubt what points and commas mean, "undecided" where none is ambiguous. */
  readonly decimal: DecimalMark | "ambiguous" | "undecided";
  /** Of each word, whether it is a number in some unit. */
  readonly isNumber: readonly boolean[];
}

/** The facts of a column before its cells are looked at. */
export interface ReadingHints {
  /** The meaning of a point or comma where the cells allow both. */
  readonly decimal?: DecimalMark | undefined;
  /** Whether cells that contradict that are no numbers. */
  readonly isDecimalTold?: boolean;
  /** The unit of all cells, written or not: where it was told, or was there in training. */
  readonly unit?: string | undefined;
}

/**
 * Chooses how the words of a column are numbers, by all of its cells: the unit that most of them have, and
 * the meaning of points and commas under which most of them are numbers.
 *
 * @param column trimmed, present cells without the marks of missing ones.
 */
export function chooseReading(column: CountedWords, hints: ReadingHints = {}): ChosenReading {
  const { words, counts } = column;
  const dressed = words.map(undress);
  const unit = hints.unit ?? commonestUnit(dressed, counts);
  const fits = dressed.map((word) => word !== undefined && fitsUnit(word, unit, hints.unit !== undefined));
  const candidates = MARK_READINGS.filter(
    ({ decimal }) => !hints.isDecimalTold || hints.decimal === undefined || decimal === hints.decimal,
  );
  const totals = candidates.map((marks) => countCells(dressed, counts, { fits, marks }));
  const most = totals.reduce((best, total) => Math.max(best, total), 0);
  const best = candidates.filter((_, place) => totals[place] === most);
  const marks = best.find(({ decimal }) => decimal === hints.decimal) ?? best[0];
  const shown = decimalOf(best, { dressed, fits });
  const values = Float64Array.from(words, (word, place) => {
    const about = dressed[place];
    if (about === undefined) return isInfinite(word) ? Infinity : NaN;
    return fits[place] ? numberIn(about, marks) : NaN;
  });
  const isBare = (place: number) =>
    unit !== "" && dressed[place]?.unit === "" && !Number.isNaN(values[place]);
  return {
    reading: { ...marks, ...(unit === "" ? {} : { unit }) },
    values,
    cells: sumOf(counts, (place) => !Number.isNaN(values[place])),
    bare: sumOf(counts, isBare),
    decimal: marks.decimal === hints.decimal && shown === "ambiguous" ? "undecided" : shown,
    isNumber: dressed.map((word, place) => !Number.isNaN(values[place]) || isReadable(word)),
  };
}

/** Whether a cell is a number in some unit, whatever its points and commas mean. */
function isReadable(word: DressedNumber | undefined): boolean {
  return word !== undefined && MARK_READINGS.some((marks) => !Number.isNaN(numberIn(word, marks)));
}

function isInfinite(word: string): boolean {
  return Math.abs(parseNumber(word)) === Infinity;
}

function sumOf(counts: ArrayLike<number>, isCounted: (place: number) => boolean): number {
  let sum = 0;
  for (let place = 0; place < counts.length; place++) if (isCounted(place)) sum += counts[place];
  return sum;
}

/** The unit with the most cells, as it was first written; "" where more cells have none. */
function commonestUnit(dressed: readonly (DressedNumber | undefined)[], counts: ArrayLike<number>): string {
  const cells = new Map<string, { unit: string; count: number }>();
  dressed.forEach((word, place) => {
    if (word === undefined) return;
    const key = unitKey(word.unit);
    const known = cells.get(key) ?? { unit: word.unit, count: 0 };
    known.count += counts[place];
    cells.set(key, known);
  });
  const bare = cells.get("")?.count ?? 0;
  cells.delete("");
  const [first] = [...cells.values()].sort((one, other) => other.count - one.count);
  return first === undefined || bare > first.count ? "" : first.unit;
}

/**
 * Whether a unit is one of shares: a number without it may be a share of 1, so that the two are never mixed
 * unasked.
 */
export function isPercent(unit: string): boolean {
  return unit === "%" || unit === "‰";
}

function fitsUnit(word: DressedNumber, unit: string, isKnown: boolean): boolean {
  if (word.unit !== "") return unitKey(word.unit) === unitKey(unit);
  return isKnown || !isPercent(unit) || !/[1-9]/.test(word.core);
}

function countCells(
  dressed: readonly (DressedNumber | undefined)[],
  counts: ArrayLike<number>,
  { fits, marks }: { fits: readonly boolean[]; marks: (typeof MARK_READINGS)[number] },
): number {
  return sumOf(counts, (place) => fits[place] && !Number.isNaN(numberIn(dressed[place]!, marks)));
}

/** The best readings on points and commas: one thing, two that differ in some cell, or the same. */
function decimalOf(
  best: typeof MARK_READINGS,
  { dressed, fits }: { dressed: readonly (DressedNumber | undefined)[]; fits: readonly boolean[] },
): ChosenReading["decimal"] {
  const point = best.find(({ decimal }) => decimal === ".");
  const comma = best.find(({ decimal }) => decimal === ",");
  if (point === undefined || comma === undefined) return point === undefined ? "," : ".";
  const differs = dressed.some((word, place) => {
    if (!fits[place]) return false;
    const [one, other] = [numberIn(word!, point), numberIn(word!, comma)];
    return one !== other && !(Number.isNaN(one) && Number.isNaN(other));
  });
  return differs ? "ambiguous" : "undecided";
}
