import { readBooleans } from "../cells/cell.ts";
import { isMissingMark, marksAmongWords } from "../cells/missing-marks.ts";
import { nameOfType, type TOLD_TYPES } from "../column-types.ts";
import { codesOf } from "./code-words.ts";
import { asDates, datesInWords } from "./read-dates.ts";
import { asNumbers, hasSeveralUnits } from "./read-numbers.ts";
import type { ReadingRemark } from "./reading-remark.ts";
import {
  gapRemarks,
  gapsWhere,
  readingOf,
  type UnreadableWords,
  type WordColumn,
  type WordReader,
  type WordsRead,
  withoutGaps,
} from "./word-column.ts";

/** The ways to understand a column whose type was not told, in the order in which they are tried. */
const READERS: readonly WordReader[] = [asCodes, asDates, asNumbers, asBooleans];
/** The way to understand a column whose type was told. */
const TOLD_READERS: Readonly<Record<(typeof TOLD_TYPES)[number], WordReader>> = {
  number: asNumbers,
  percent: asNumbers,
  boolean: asToldBooleans,
  date: asDates,
  // Nothing but the empty cell is missing, unless that is told too: NA may be Namibia.
  category: (column) => categories(column, { gaps: gapsWhere(column, () => false) }),
};

/**
 * Decides what a column of words is, by all of its distinct cells: numbers under one reading where at least
 * 80% of the present cells are (all, where the type was told), dates in one spelling likewise, or else
 * booleans or categories; and which cells mean "no value".
 */
export function readWords(column: WordColumn): WordsRead | UnreadableWords {
  const { type } = column.hints;
  const readers = type === undefined ? READERS : [TOLD_READERS[nameOfType(type)]];
  for (const reader of readers) {
    const read = reader(column);
    if (read !== undefined) return read;
  }
  const dates = type === undefined ? datesInWords(column) : undefined;
  const remarks: ReadingRemark[] = [
    ...(hasSeveralUnits(column) ? [severalUnits(column)] : []),
    ...(dates === undefined ? [] : [{ kind: "datesInWords" as const, ...dates }]),
  ];
  return categories(column, { gaps: wordGaps(column), remarks });
}

function asCodes(column: WordColumn): WordsRead | undefined {
  const gaps = gapsWhere(column, isMissingMark);
  const codes = codesOf(withoutGaps(column, gaps));
  return codes && categories(column, { gaps, remarks: [{ kind: "codes", ...codes }] });
}

function asBooleans(column: WordColumn): WordsRead | undefined {
  const gaps = gapsWhere(column, isMissingMark);
  const { words, places } = withoutGaps(column, gaps);
  const read = readBooleans(words, { told: false });
  return typeof read === "number" ? undefined : booleans(column, { ...read, gaps, places });
}

function asToldBooleans(column: WordColumn): WordsRead | UnreadableWords {
  const gaps = gapsWhere(column, isMissingMark);
  const { words, counts, places } = withoutGaps(column, gaps);
  const read = readBooleans(words, { told: true });
  if (typeof read !== "number") return booleans(column, { ...read, gaps, places });
  return {
    type: "unreadable",
    code: "cell-not-boolean",
    word: places[read],
    expected: "true or false (yes/no, t/f, y/n, 1/0)",
    cells: counts[read],
  };
}

function booleans(
  column: WordColumn,
  about: {
    values: Uint8Array;
    labels: readonly [string, string];
    gaps: ReadonlySet<number>;
    places: readonly number[];
  },
): WordsRead {
  const { labels, gaps, places } = about;
  const values = new Uint8Array(column.words.length);
  places.forEach((place, at) => {
    values[place] = about.values[at];
  });
  const words = places.map((place) => column.words[place]);
  const spellings: ReadingRemark[] =
    words.length > 2 && column.hints.type === undefined ? [{ kind: "spellings", words, labels }] : [];
  const remarks = [...spellings, ...gapRemarks(column, gaps, { among: "words" })];
  return { type: "boolean", values, labels, gaps, reading: readingOf(column.hints, {}), remarks };
}

function categories(
  column: WordColumn,
  { gaps, remarks = [] }: { gaps: ReadonlySet<number>; remarks?: readonly ReadingRemark[] },
): WordsRead {
  return {
    type: "category",
    gaps,
    reading: readingOf(column.hints, {}),
    remarks: [...remarks, ...gapRemarks(column, gaps, { among: "words" })],
  };
}

/** The gaps of a column of words whose type was not told. */
function wordGaps(column: WordColumn): Set<number> {
  const marks = new Set(marksAmongWords(column.words));
  return gapsWhere(column, (word) => marks.has(word));
}

function severalUnits({ words }: WordColumn): ReadingRemark {
  const byDress = new Map(words.map((word) => [word.replace(/[\d.,' ]+/g, ""), word]));
  return { kind: "units", examples: [...byDress.values()].slice(0, 3) };
}
