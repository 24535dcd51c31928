import { type ChosenReading, chooseReading, isPercent } from "../cells/choose-reading.ts";
import { areGrades, isMissingMark } from "../cells/missing-marks.ts";
import { undress, unitKey } from "../cells/number-dress.ts";
import { isPlainReading, type NumberReading, PLAIN_READING, parseReading } from "../cells/number-reading.ts";
import type { ColumnHints } from "../column-reading.ts";
import type { ReadingRemark } from "./reading-remark.ts";
import {
  gapRemarks,
  gapsWhere,
  type PresentWords,
  readingOf,
  repeatedMark,
  type UnreadableWords,
  type WordColumn,
  type WordsRead,
  withoutGaps,
} from "./word-column.ts";

/** A column is numbers when at least this share of its present cells are numbers under one reading. */
const NUMBER_SHARE = 0.8;
/** Fewer different cells, or more units, are rather names: 1st and 2nd, or the seats 12A to 12F. */
const FEWEST_OF_UNITS = 10;
const MOST_UNITS = 4;

/**
 * Words as numbers, where at least 80% of the cells are numbers under one reading or the type was told. What
 * is left must be marks of missing cells, or one word that comes again and again.
 */
export function asNumbers(column: WordColumn): WordsRead | UnreadableWords | undefined {
  const { hints } = column;
  const gaps = gapsWhere(column, isMissingMark);
  const present = withoutGaps(column, gaps);
  if (present.total === 0)
    return hints.type === undefined && areGrades(column.words) ? undefined : numbersOf(column, { gaps });
  const isTold = hints.type !== undefined;
  const chosen = asInTraining(present, hints) ?? chooseNumbers(present, hints);
  if (!isTold && chosen.cells < NUMBER_SHARE * present.total) return undefined;
  const left = present.places.filter((_, at) => !Number.isFinite(chosen.values[at]));
  const mark = repeatedMark(column, left);
  if (isNowPercent(chosen, hints)) return notNumbers(column, { left: present.places, chosen });
  if (left.length === 0 || mark !== undefined) return numbersOf(column, { gaps, present, chosen, mark });
  return notNumbers(column, { left, chosen });
}

/** Whether numbers in a few units, which cannot be compared, make up most of a column. */
export function hasSeveralUnits({ words, counts, hints }: WordColumn): boolean {
  const present = withoutGaps({ words, counts }, gapsWhere({ words, counts, hints }, isMissingMark));
  const dressed = present.words.map(undress);
  const units = new Set(dressed.flatMap((word) => (word === undefined ? [] : [unitKey(word.unit)])));
  if (present.words.length < FEWEST_OF_UNITS || units.size < 2 || units.size > MOST_UNITS) return false;
  const { isNumber } = chooseReading(present);
  const cells = present.places.reduce((sum, place, at) => sum + (isNumber[at] ? counts[place] : 0), 0);
  return cells >= NUMBER_SHARE * present.total;
}

/** The reading of training, where every cell is a number under it. */
function asInTraining(present: PresentWords, { type, reading }: ColumnHints): ChosenReading | undefined {
  if (reading === undefined || type === undefined) return undefined;
  const number = reading.number ?? PLAIN_READING;
  const values = Float64Array.from(present.words, parseReading(number));
  if (!values.every(Number.isFinite)) return undefined;
  const isNumber = present.words.map(() => true);
  return { reading: number, values, cells: present.total, bare: 0, decimal: "undecided", isNumber };
}

function chooseNumbers(present: PresentWords, hints: ColumnHints): ChosenReading {
  const { decimal: told, tableDecimal, reading, type } = hints;
  const unit = type === "percent" ? "%" : reading?.number?.unit;
  if (told !== undefined) {
    const chosen = chooseReading(present, { decimal: told, isDecimalTold: true, unit });
    if (chosen.cells >= NUMBER_SHARE * present.total) return chosen;
  }
  const before = reading && (reading.number ?? PLAIN_READING).decimal;
  return chooseReading(present, { decimal: before ?? tableDecimal, unit });
}

/** Whether cells are percents that were plain numbers in training: those may have been shares of 1. */
function isNowPercent({ reading }: ChosenReading, hints: ColumnHints): boolean {
  return (
    hints.reading !== undefined && isPercent(reading.unit ?? "") && hints.reading.number?.unit === undefined
  );
}

function numbersOf(
  column: WordColumn,
  about: { gaps: Set<number>; present?: PresentWords; chosen?: ChosenReading; mark?: number | undefined },
): WordsRead {
  const { gaps: known, present, chosen, mark } = about;
  const gaps = mark === undefined ? known : new Set([...known, mark]);
  const values = new Float64Array(column.words.length).fill(NaN);
  present?.places.forEach((place, at) => {
    if (place !== mark) values[place] = chosen!.values[at];
  });
  const number = chosen === undefined || isPlainReading(chosen.reading) ? {} : { number: chosen.reading };
  const found = mark === undefined ? {} : { foundGaps: [column.words[mark]] };
  const decimal = chosen?.decimal;
  return {
    type: "number",
    values,
    gaps,
    decimal: decimal === "." || decimal === "," ? decimal : undefined,
    reading: readingOf(column.hints, { ...number, ...found }),
    remarks: [
      ...(chosen && present ? numberRemarks(chosen, present) : []),
      ...gapRemarks(column, gaps, { among: "numbers" }),
    ],
  };
}

/** That cells are no plain numbers, with the one that shows most of it. */
function numberRemarks(chosen: ChosenReading, { words, total }: PresentWords): ReadingRemark[] {
  const { reading, values, cells, bare, decimal } = chosen;
  const isTold = isPlainReading(reading) || decimal !== "ambiguous";
  if (isTold && words.every((word, at) => isPlainly(word, values[at]))) return [];
  let shown = values.findIndex(Number.isFinite);
  words.forEach((word, at) => {
    if (Number.isFinite(values[at]) && ink(word, values[at]) > ink(words[shown], values[shown])) shown = at;
  });
  const example = { cell: words[shown], value: values[shown] };
  return [
    { kind: "numbers", reading, cells, present: total, bare, example, isAmbiguous: decimal === "ambiguous" },
  ];
}

/** Whether a cell is a number as programs write it. */
function isPlainly(word: string, value: number): boolean {
  return !Number.isFinite(value) || Number(word) === value;
}

/** How much a cell shows of its reading: the characters that are no digits. */
function ink(word: string, value: number): number {
  return isPlainly(word, value) ? 0 : word.replace(/\d/g, "").length;
}

function notNumbers(
  { counts, hints }: WordColumn,
  { left, chosen }: { left: readonly number[]; chosen: ChosenReading },
): UnreadableWords {
  const before = hints.reading?.number;
  return {
    type: "unreadable",
    code: "cell-not-number",
    word: left[0],
    expected: `a finite number${inUnit(before ?? chosen.reading)}${hints.reading ? " as in training" : ""}`,
    cells: left.reduce((sum, place) => sum + counts[place], 0),
  };
}

function inUnit({ unit }: NumberReading): string {
  return unit === undefined ? "" : isPercent(unit) ? ` with "${unit}"` : ` in "${unit}"`;
}
