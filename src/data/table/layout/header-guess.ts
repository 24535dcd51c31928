import { isMissingMark } from "../cells/missing-marks.ts";
import { isDateLike, isNumberLike, MOST_TELLING_COLUMNS } from "./file-row.ts";

/** From so many rows below it a row of words can be told to be one of them. */
const FEWEST_ROWS_OF_WORDS = 5;
/** From so many, numbers in ascending order are no accident: years, wavelengths. */
const FEWEST_ASCENDING = 5;
/** The share of a column's cells that must look like values for the column to be one of values. */
const VALUE_SHARE = 0.9;

/** Whether a first row names the columns; "unsure" where it does but could as well be a row of numbers. */
export type HeaderGuess = "names" | "values" | "unsure";

interface ColumnLook {
  /** The trimmed cell of the first row. */
  readonly cell: string;
  readonly below: readonly string[];
  readonly holdsValues: boolean;
}

/**
 * Tells from its cells whether a first row is a header or already one of the rows: a word above a column of
 * numbers is a name, and numbers above numbers are values, unless they count up as years and positions do.
 * Rows of words alone are values where each word comes again below it.
 *
 * @param below rows with as many cells.
 */
export function guessHeader(first: readonly string[], below: readonly (readonly string[])[]): HeaderGuess {
  const looks = first.slice(0, MOST_TELLING_COLUMNS).map((cell, index) => lookOf(cell, index, below));
  const values = looks.filter((look) => look.holdsValues && !isMissingMark(look.cell));
  if (below.length === 0 || values.some(({ cell }) => !isValue(cell))) return "names";
  const words = looks.filter((look) => !look.holdsValues && look.cell !== "");
  if (values.length === 0) return words.length > 1 ? guessOfWords(words, below.length) : "names";
  const dates = values.filter(({ cell }) => isDateLike(cell));
  if (dates.length > 1) return "names";
  const numbers = values.filter(({ cell }) => isNumberLike(cell));
  if (isCount(numbers.map(({ cell }) => Number(cell))))
    return numbers.some(isWithinColumn) ? "unsure" : "names";
  if (isScale(numbers)) return "names";
  const recurs = words.some(comesAgain);
  if (recurs || words.length === 0 || values.length > 1) return "values";
  return isWithinColumn(values[0]) && !isYear(Number(values[0].cell)) ? "values" : "names";
}

function lookOf(cell: string, index: number, below: readonly (readonly string[])[]): ColumnLook {
  const present = below.map((cells) => cells[index].trim()).filter((other) => !isMissingMark(other));
  const holdsValues = present.length > 0 && present.filter(isValue).length >= VALUE_SHARE * present.length;
  return { cell: cell.trim(), below: present, holdsValues };
}

function isValue(cell: string): boolean {
  return isNumberLike(cell) || isDateLike(cell);
}

function guessOfWords(words: readonly ColumnLook[], rows: number): HeaderGuess {
  return rows >= FEWEST_ROWS_OF_WORDS && words.every(comesAgain) ? "values" : "names";
}

function comesAgain({ cell, below }: ColumnLook): boolean {
  return below.includes(cell);
}

/** Whether whole numbers count up in equal steps: 0, 1, 2, or 2001, 2002. */
function isCount(numbers: readonly number[]): boolean {
  if (numbers.length < 2 || !numbers.every(Number.isInteger)) return false;
  const step = numbers[1] - numbers[0];
  const isEven = step > 0 && numbers.every((value, index) => value === numbers[0] + index * step);
  return isEven && (numbers.length > 2 || (step === 1 && (numbers[0] <= 1 || isYear(numbers[0]))));
}

/** Whether many numbers rise or fall steadily and are of another size than those below them. */
function isScale(looks: readonly ColumnLook[]): boolean {
  if (looks.length < FEWEST_ASCENDING) return false;
  const numbers = looks.map(({ cell }) => Number(cell));
  const signs = new Set(numbers.slice(1).map((value, index) => Math.sign(value - numbers[index])));
  const isSteady = signs.size === 1 && !signs.has(0) && !signs.has(Number.NaN);
  return isSteady && looks.filter(isWithinColumn).length * 2 < looks.length;
}

function isWithinColumn({ cell, below }: ColumnLook): boolean {
  if (isDateLike(cell)) return true;
  const value = Number(cell);
  const others = below.map(Number).filter((other) => !Number.isNaN(other));
  return others.some((other) => other <= value) && others.some((other) => other >= value);
}

function isYear(value: number): boolean {
  return Number.isInteger(value) && value >= 1800 && value <= 2200;
}
