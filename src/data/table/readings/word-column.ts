import type { CountedWords } from "../cells/choose-reading.ts";
import type { DecimalMark } from "../cells/decimal-mark.ts";
import type { ColumnHints, ColumnReading } from "../column-reading.ts";
import type { ReadingRemark } from "./reading-remark.ts";

/** A column of words with what is said of it: its distinct cells that are not empty, trimmed. */
export interface WordColumn extends CountedWords {
  readonly hints: ColumnHints;
}

/** The kind of a column by its words. */
export type WordsRead = {
  /** The places of words that mean "no value". */
  readonly gaps: ReadonlySet<number>;
  readonly reading: ColumnReading;
  readonly remarks: readonly ReadingRemark[];
} & (
  | {
      readonly type: "number";
      /** By word; NaN for a gap. */
      readonly values: Float64Array;
      /** The sign in its cells of the mark before decimals, beyond doubt. */
      readonly decimal: DecimalMark | undefined;
    }
  | {
      readonly type: "boolean";
      /** By word; 0 for a gap. */
      readonly values: Uint8Array;
      readonly labels: readonly [string, string];
    }
  | {
      readonly type: "date";
      /** By word, in milliseconds since 1970 on the column's clock; NaN for a gap. */
      readonly values: Float64Array;
    }
  | { readonly type: "category" }
);

/** Why a column cannot be read: the first word that does not fit, and how many cells do not. */
export interface UnreadableWords {
  readonly type: "unreadable";
  readonly code: "cell-not-number" | "cell-not-boolean" | "cell-not-date";
  /** The place of the word. */
  readonly word: number;
  readonly expected: string;
  readonly cells: number;
}

/** One way to understand a column of words; undefined where it is none for these. */
export type WordReader = (column: WordColumn) => WordsRead | UnreadableWords | undefined;

/** The words of a column that are no gaps. */
export interface PresentWords extends CountedWords {
  /** Where each stands among all words of the column. */
  readonly places: readonly number[];
  /** How many cells they are. */
  readonly total: number;
}

/** The places of the words that mean "no value": those told, those of training, and those of a kind. */
export function gapsWhere({ words, hints }: WordColumn, isGap: (word: string) => boolean): Set<number> {
  const told = new Set([...(hints.gaps ?? []), ...(hints.reading?.gaps ?? [])]);
  const numbers = new Set([...told].map(Number).filter(Number.isFinite));
  const places = new Set<number>();
  words.forEach((word, place) => {
    if (isGap(word) || told.has(word) || (numbers.size > 0 && numbers.has(Number(word)))) places.add(place);
  });
  return places;
}

/** The words of a column without its gaps. */
export function withoutGaps({ words, counts }: CountedWords, gaps: ReadonlySet<number>): PresentWords {
  const places = words.flatMap((_, place) => (gaps.has(place) ? [] : [place]));
  const present = places.map((place) => counts[place]);
  return {
    places,
    words: places.map((place) => words[place]),
    counts: present,
    total: present.reduce((sum, count) => sum + count, 0),
  };
}

/** The place of the only word that is left, where it comes again and again and has no digit. */
export function repeatedMark({ words, counts }: CountedWords, left: readonly number[]): number | undefined {
  const [place] = left;
  const isMark = left.length === 1 && counts[place] > 1 && !/\p{N}|^[-+]?inf(inity)?$/iu.test(words[place]);
  return isMark ? place : undefined;
}

/** How a column was read, for a model to keep: the gaps that only this column has are told or were found. */
export function readingOf(
  hints: ColumnHints,
  { foundGaps, ...how }: Omit<ColumnReading, "gaps"> & { foundGaps?: readonly string[] },
): ColumnReading {
  const gaps = new Set([...(hints.gaps ?? []), ...(hints.reading?.gaps ?? []), ...(foundGaps ?? [])]);
  return { ...how, ...(gaps.size === 0 ? {} : { gaps: [...gaps] }) };
}

/** A column's reading, where there is anything to say of it. */
export function hasReading(reading: ColumnReading): { reading?: ColumnReading } {
  return Object.keys(reading).length === 0 ? {} : { reading };
}

/** The gaps of a column with how often each comes, as a remark; none where all are the usual NA and NaN. */
export function gapRemarks(
  { words, counts }: CountedWords,
  gaps: ReadonlySet<number>,
  { among }: { among: "numbers" | "dates" | "words" },
): ReadingRemark[] {
  const marks = [...gaps].map((place) => ({ mark: words[place], cells: counts[place] }));
  const isUsual = among !== "words" && marks.every(({ mark }) => /^(na|nan)$/i.test(mark));
  return marks.length === 0 || isUsual ? [] : [{ kind: "gaps", marks, among }];
}
