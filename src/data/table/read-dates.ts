import type { CountedWords } from "./choose-reading.ts";
import type { ColumnHints } from "./column-reading.ts";
import { toldFormat } from "./column-types.ts";
import { type DateReading, exampleDate, momentParser, parseDates } from "./date-format.ts";
import { digitFormatsOf, formatsOf } from "./date-spellings.ts";
import { dateText, hasDate } from "./date-words.ts";
import { isMissingMark } from "./missing-marks.ts";
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
  const gaps = gapsWhere(column, isMissingMark);
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
    (so, one) => (so === undefined || one.cells > so.cells ? one : so),
    undefined,
  );
  if (best === undefined || best.cells === 0) return undefined;
  const other = all.find(
    ({ values, cells }) =>
      cells === best.cells && values.some((value, at) => !Object.is(value, best.values[at])),
  );
  const offset = reading?.date?.offset ?? commonestOffset(best.reading.format, present);
  const chosen = offset === undefined ? best : readAs({ ...best.reading, offset }, present);
  return other === undefined ? chosen : { ...chosen, other: other.reading.format };
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
    const year = Number.isNaN(value) ? NaN : new Date(value).getUTCFullYear();
    if (year >= FIRST_YEAR && year <= LAST_YEAR) sensible += counts[at];
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
