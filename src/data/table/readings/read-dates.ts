import type { CountedWords } from "../cells/choose-reading.ts";
import { isMissingMark } from "../cells/missing-marks.ts";
import type { ColumnHints } from "../column-reading.ts";
import { toldFormat } from "../column-types.ts";
import { type DateReading, exampleDate, momentParser, parseDates } from "../dates/date-format.ts";
import { digitFormatsOf, formatsOf } from "../dates/date-spellings.ts";
import { dateText, hasDate } from "../dates/date-words.ts";
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

/** A column is dates when at least this share of its present cells are dates in one spelling. */
const DATE_SHARE = 0.8;
/** So many different cells show how a column's dates may be written. */
const CELLS_LOOKED_AT = 60;
/** Untold dates are of years that people have dates of. */
const [FIRST_YEAR, LAST_YEAR] = [1600, 2300];

/** Of two readings alike the one whose years are so many times fewer is right. */
const FEWER_YEARS = 2;
/** Fewer different cells show nothing of how a column is written. */
const FEWEST_CELLS = 10;

/** How the cells of a column are dates. */
interface ChosenDates {
  readonly reading: DateReading;
  /** Their moments by word; NaN for what is none. */
  readonly values: Float64Array;
  /** Cells that are dates. */
  readonly cells: number;
  /** Another format that fits as many cells and gives other dates. */
  readonly other?: string;
}

/**
 * Words as dates or times of day, where at least 80% of the cells are dates in one spelling or the type was
 * told. What is left must be marks of missing cells, or one word that comes again and again.
 */
export function asDates(column: WordColumn): WordsRead | UnreadableWords | undefined {
  const { hints } = column;
  const gaps = gapsWhere(column, isMissingDate);
  const present = withoutGaps(column, gaps);
  const isTold = hints.type !== undefined;
  if (present.total === 0) return isTold ? datesOf(column, { gaps }) : undefined;
  const chosen = asInTraining(present, hints) ?? chooseDates(present, hints);
  if (chosen === undefined) return isTold ? notDates(column, { left: present.places }) : undefined;
  if (!isTold && !isCertain(chosen, present)) return undefined;
  const left = present.places.filter((_, at) => Number.isNaN(chosen.values[at]));
  const mark = repeatedMark(column, left);
  if (hints.reading !== undefined && chosen.other !== undefined)
    return notDates(column, { left: present.places, chosen });
  if (left.length === 0 || mark !== undefined) return datesOf(column, { gaps, present, chosen, mark });
  return notDates(column, { left, chosen });
}

/** The mark of a missing cell, or the date of no day that databases write for it. */
function isMissingDate(cell: string): boolean {
  return isMissingMark(cell) || /^0000-00-00(?:[T ]00:00(?::00(?:\.0+)?)?)?$/.test(cell);
}

/** Why cells that are dates stay words, with some of them. */
export interface DatesInWords {
  readonly why: "spellings" | "years";
  readonly examples: readonly string[];
}

/**
 * Why the cells of a column are dates but not read as such: they are in several spellings, or of years
 * outside those that people have dates of. undefined where they are none.
 */
export function datesInWords(column: WordColumn): DatesInWords | undefined {
  const present = withoutGaps(column, gapsWhere(column, isMissingDate));
  if (present.words.length < FEWEST_CELLS) return undefined;
  const spelled = new Map<string, { cell: string; cells: number }>();
  let [total, odd]: [number, string | undefined] = [0, undefined];
  present.words.forEach((cell, at) => {
    const format = formatsOf(cell).find((one) => hasDate(one) && momentParser(one)(cell) !== undefined);
    if (format === undefined) return;
    const known = spelled.get(format) ?? { cell, cells: 0 };
    spelled.set(format, { ...known, cells: known.cells + present.counts[at] });
    total += present.counts[at];
    if (!isOfSensibleYear(momentParser(format)(cell)!.time)) odd ??= cell;
  });
  if (total < DATE_SHARE * present.total) return undefined;
  const [first, ...others] = [...spelled.values()].sort((one, other) => other.cells - one.cells);
  if (first.cells < DATE_SHARE * present.total)
    return { why: "spellings", examples: [first, ...others].slice(0, 3).map(({ cell }) => cell) };
  return odd === undefined ? undefined : { why: "years", examples: [odd] };
}

function isOfSensibleYear(time: number): boolean {
  const year = new Date(time).getUTCFullYear();
  return year >= FIRST_YEAR && year <= LAST_YEAR;
}

/** The reading of training, where every cell is a date under it. */
function asInTraining(present: PresentWords, { reading }: ColumnHints): ChosenDates | undefined {
  if (reading?.date === undefined) return undefined;
  const chosen = readAs(reading.date, present);
  return chosen.cells === present.total ? chosen : undefined;
}

/** The spelling under which most cells are dates; of equally good ones the likeliest. */
function chooseDates(present: PresentWords, { type, reading }: ColumnHints): ChosenDates | undefined {
  const told = toldFormat(type);
  const formats = told === undefined ? candidates(present, { isTold: type !== undefined }) : [told];
  const all = formats.map((format) => readAs({ format }, present));
  const best = all.reduce<ChosenDates | undefined>(
    (so, one) => (so === undefined || isBetter(one, so) ? one : so),
    undefined,
  );
  if (best === undefined || best.cells === 0) return undefined;
  const other = all.find(
    (one) =>
      one.cells === best.cells &&
      !hasFarFewerYears(best, one) &&
      one.values.some((value, at) => !Object.is(value, best.values[at])),
  );
  const offset = reading?.date?.offset ?? commonestOffset(best.reading.format, present);
  const chosen = offset === undefined ? best : readAs({ ...best.reading, offset }, present);
  return other === undefined ? chosen : { ...chosen, other: other.reading.format };
}

/** Whether more cells are dates, or as many and their years of two digits are far fewer. */
function isBetter(one: ChosenDates, other: ChosenDates): boolean {
  return one.cells === other.cells ? hasFarFewerYears(one, other) : one.cells > other.cells;
}

/** 24-04-12 to 24-04-30 are days of one year, rather than a day of nineteen years. */
function hasFarFewerYears(one: ChosenDates, other: ChosenDates): boolean {
  if (!/%y/.test(one.reading.format) || !/%y/.test(other.reading.format)) return false;
  return FEWER_YEARS * yearsOf(one) <= yearsOf(other);
}

function yearsOf({ values }: ChosenDates): number {
  const present = [...values].filter((value) => !Number.isNaN(value));
  return new Set(present.map((value) => new Date(value).getUTCFullYear())).size;
}

function candidates(present: CountedWords, { isTold }: { isTold: boolean }): string[] {
  const step = Math.max(1, Math.floor(present.words.length / CELLS_LOOKED_AT));
  const looked = present.words.filter((_, place) => place % step === 0);
  const found = looked.map((word) => {
    const formats = formatsOf(word);
    return formats.length === 0 && isTold ? digitFormatsOf(word) : formats;
  });
  const datelike = found.filter((formats) => formats.length > 0).length;
  if (!isTold && datelike < looked.length / 2) return [];
  return [...new Set(found.flat())];
}

function readAs(reading: DateReading, { words, counts }: CountedWords): ChosenDates {
  const values = Float64Array.from(words, parseDates(reading));
  let cells = 0;
  values.forEach((value, at) => {
    if (!Number.isNaN(value)) cells += counts[at];
  });
  return { reading, values, cells };
}

/** The minutes ahead of UTC that most cells tell; undefined where none does. */
function commonestOffset(format: string, { words, counts }: CountedWords): number | undefined {
  const parse = momentParser(format);
  const cells = new Map<number, number>();
  words.forEach((word, place) => {
    const offset = parse(word)?.offset;
    if (offset !== undefined) cells.set(offset, (cells.get(offset) ?? 0) + counts[place]);
  });
  return [...cells].sort(([, one], [, other]) => other - one)[0]?.[0];
}

/** Whether cells are dates beyond doubt: enough of them, of years that make sense. */
function isCertain({ reading, values, cells }: ChosenDates, { counts, total }: PresentWords): boolean {
  const needed = /%y/.test(reading.format) ? 1 : DATE_SHARE;
  if (cells < needed * total) return false;
  if (!hasDate(reading.format)) return true;
  let sensible = 0;
  values.forEach((value, at) => {
    if (!Number.isNaN(value) && isOfSensibleYear(value)) sensible += counts[at];
  });
  return sensible >= DATE_SHARE * total;
}

function datesOf(
  column: WordColumn,
  about: { gaps: Set<number>; present?: PresentWords; chosen?: ChosenDates; mark?: number | undefined },
): WordsRead {
  const { gaps: known, present, chosen, mark } = about;
  const gaps = mark === undefined ? known : new Set([...known, mark]);
  const values = new Float64Array(column.words.length).fill(NaN);
  present?.places.forEach((place, at) => {
    if (place !== mark) values[place] = chosen!.values[at];
  });
  const date = chosen?.reading ?? column.hints.reading?.date;
  const found = mark === undefined ? {} : { foundGaps: [column.words[mark]] };
  return {
    type: "date",
    values,
    gaps,
    reading: readingOf(column.hints, { ...(date === undefined ? {} : { date }), ...found }),
    remarks: [
      ...(chosen && present && column.hints.reading === undefined ? [dateRemark(chosen, present)] : []),
      ...gapRemarks(column, gaps, { among: "dates" }),
    ],
  };
}

function dateRemark(chosen: ChosenDates, { words, total }: PresentWords): ReadingRemark {
  const { reading, values, cells, other } = chosen;
  const shown = values.findIndex((value) => !Number.isNaN(value));
  return {
    kind: "dates",
    reading,
    cells,
    present: total,
    example: { cell: words[shown], value: dateText(values[shown], reading) },
    ...(other === undefined ? {} : { other }),
  };
}

function notDates(
  { counts, hints }: WordColumn,
  { left, chosen }: { left: readonly number[]; chosen?: ChosenDates },
): UnreadableWords {
  const before = hints.reading?.date;
  const format = before?.format ?? toldFormat(hints.type) ?? chosen?.reading.format;
  const such = format === undefined ? "" : ` such as "${exampleDate(format)}" (${format})`;
  const kind = format !== undefined && !hasDate(format) ? "time" : "date";
  return {
    type: "unreadable",
    code: "cell-not-date",
    word: left[0],
    expected: `a ${kind}${such}${before ? " as in training" : ""}`,
    cells: left.reduce((sum, place) => sum + counts[place], 0),
  };
}
