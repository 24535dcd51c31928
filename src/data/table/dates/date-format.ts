import * as z from "zod/mini";
import { escapePattern } from "../../../base/escape-pattern.ts";
import { EXCEL, expanded, formatProblem } from "./date-words.ts";
import { MONTHS } from "./month-names.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Excel's day 0, as it counts from March 1900 on. */
export const EXCEL_START_MS = Date.UTC(1899, 11, 30);
/** Two digits of a year from here on are of the 20th century, as in POSIX. */
const FIRST_OF_1900S = 69;

/** The schema of {@link DateReading}. */
export const dateReadingSchema = z.strictObject({
  format: z.string().check(z.refine((format) => formatProblem(format) === undefined)),
  offset: z.optional(z.int()),
});

/**
 * How the cells of a column are dates: a format of the words of strftime, such as "%d.%m.%Y"; and the minutes
 * ahead of UTC of the clock that the column's times are on, where its cells tell their zone.
 */
export type DateReading = Readonly<z.infer<typeof dateReadingSchema>>;

/** The parts of a moment while a cell is read. */
interface Moment {
  year: number;
  month: number;
  day: number;
  hour: number;
  /** Milliseconds beyond the hour. */
  rest: number;
  half?: "am" | "pm";
  /** Minutes ahead of UTC. */
  offset?: number;
  /** Milliseconds since 1970 where the cell counts from there. */
  count?: number;
}

/** One word of a format. */
interface DateWord {
  /** The form of what it stands for. */
  readonly pattern: string;
  /** Of numbers: how many digits it has where nothing stands between it and the next. */
  readonly digits?: number;
  readonly part: "date" | "time" | "zone";
  take(moment: Moment, text: string): void;
}

/** Has a moment's part be the number that a text is. */
function numberAs(part: "year" | "month" | "day" | "hour"): DateWord["take"] {
  return (moment, text) => {
    moment[part] = Number(text);
  };
}

const TWO_DIGITS = { pattern: "\\d{1,2}", digits: 2 } as const;
/** Counted letters of all scripts would be too many states for the expressions of an exported model. */
const NAME = "[^\\s\\d.,/-]+\\.?";

const MONTH_NAME: DateWord = {
  pattern: NAME,
  part: "date",
  take: (moment, text) => {
    moment.month = MONTHS.get(text.toLowerCase().replace(".", "")) ?? NaN;
  },
};
const WEEKDAY_NAME: DateWord = { pattern: NAME, part: "date", take: () => {} };

/** The words of formats, as strftime has them, and "Q" for milliseconds since 1970. */
const WORDS: Readonly<Record<string, DateWord>> = {
  Y: {
    pattern: "\\d{4}",
    digits: 4,
    part: "date",
    take: numberAs("year"),
  },
  y: {
    pattern: "\\d{2}",
    digits: 2,
    part: "date",
    take: (moment, text) => {
      moment.year = Number(text) + (Number(text) < FIRST_OF_1900S ? 2000 : 1900);
    },
  },
  m: {
    ...TWO_DIGITS,
    part: "date",
    take: numberAs("month"),
  },
  d: {
    ...TWO_DIGITS,
    part: "date",
    take: numberAs("day"),
  },
  b: MONTH_NAME,
  B: MONTH_NAME,
  a: WEEKDAY_NAME,
  A: WEEKDAY_NAME,
  H: {
    ...TWO_DIGITS,
    part: "time",
    take: numberAs("hour"),
  },
  I: {
    ...TWO_DIGITS,
    part: "time",
    take: (moment, text) => {
      moment.half ??= "am";
      moment.hour = Number(text) > 12 || Number(text) === 0 ? NaN : Number(text) % 12;
    },
  },
  M: {
    ...TWO_DIGITS,
    part: "time",
    take: (moment, text) => {
      moment.rest += Number(text) < 60 ? Number(text) * MINUTE_MS : NaN;
    },
  },
  S: {
    pattern: "\\d{1,2}(?:[.,]\\d{1,9})?",
    digits: 2,
    part: "time",
    take: (moment, text) => {
      const seconds = Number(text.replace(",", "."));
      moment.rest += seconds < 61 ? seconds * 1000 : NaN;
    },
  },
  f: {
    pattern: "\\d{1,9}",
    part: "time",
    take: (moment, text) => {
      moment.rest += Number(`0.${text}`) * 1000;
    },
  },
  p: {
    pattern: "\\s?[aApP]\\.?[mM]\\.?",
    part: "time",
    take: (moment, text) => {
      moment.half = text.trim().toLowerCase().startsWith("p") ? "pm" : "am";
    },
  },
  z: {
    pattern: "\\s?(?:Z|UTC|GMT|[+-]\\d{2}(?::?\\d{2})?)",
    part: "zone",
    take: (moment, text) => {
      const [, sign, hours, minutes = "0"] = /([+-])(\d{2}):?(\d{2})?/.exec(text) ?? [];
      const size = 60 * Number(hours ?? 0) + Number(minutes);
      moment.offset = sign === "-" ? -size : size;
    },
  },
  s: {
    pattern: "-?\\d{1,12}(?:\\.\\d+)?",
    part: "date",
    take: (moment, text) => {
      moment.count = Number(text) * 1000;
    },
  },
  Q: {
    pattern: "-?\\d{1,15}(?:\\.\\d+)?",
    part: "date",
    take: (moment, text) => {
      moment.count = Number(text);
    },
  },
};

/** A piece of a format: a word, with the form of what it stands for, or a text that stands for itself. */
export type DateToken =
  | {
      readonly word: string;
      readonly pattern: string;
      readonly part: DateWord["part"];
      readonly digits?: number;
    }
  | { readonly text: string };

/** A format taken apart. */
export interface DateForm {
  readonly tokens: readonly DateToken[];
  /** From here on a cell may end early, as where midnight is not written; the length where it may not. */
  readonly optionalFrom: number;
}

/** Takes a format apart. Throws nothing: formats are checked by {@link formatProblem} before. */
export function dateForm(format: string): DateForm {
  const pieces = expanded(format).match(/%.|[^%]+/gsu) ?? [];
  const words = pieces.map((piece) => (/^%[^%]/.test(piece) ? WORDS[piece[1]] : undefined));
  const tokens = pieces.map((piece, place): DateToken => {
    const word = words[place];
    if (word === undefined) return { text: piece === "%%" ? "%" : piece };
    const { digits, pattern } = word;
    const isTight =
      digits !== undefined &&
      (words[place - 1]?.digits !== undefined || words[place + 1]?.digits !== undefined);
    return {
      word: piece[1],
      pattern: isTight ? `\\d{${digits}}` : pattern,
      part: word.part,
      ...(digits === undefined ? {} : { digits }),
    };
  });
  return { tokens, optionalFrom: optionalFrom(words) };
}

/** Where a date ends that only a time follows. */
function optionalFrom(words: readonly (DateWord | undefined)[]): number {
  const lastDate = words.findLastIndex((word) => word?.part === "date");
  const firstTime = words.findIndex((word) => word !== undefined && word.part !== "date");
  return lastDate >= 0 && firstTime > lastDate ? lastDate + 1 : words.length;
}

/** A cell as a moment: milliseconds since 1970 on its own clock, and that clock's minutes ahead of UTC. */
export interface CellMoment {
  readonly time: number;
  readonly offset: number | undefined;
}

const parsers = new Map<string, (cell: string) => CellMoment | undefined>();
const MOST_PARSERS = 200;

/** The reader of cells under a format: from a trimmed cell to its moment, undefined where it is none. */
export function momentParser(format: string): (cell: string) => CellMoment | undefined {
  const known = parsers.get(format);
  if (known !== undefined) return known;
  if (parsers.size >= MOST_PARSERS) parsers.clear();
  const parser = format === EXCEL ? excelMoment : newParser(dateForm(format));
  parsers.set(format, parser);
  return parser;
}

function excelMoment(cell: string): CellMoment | undefined {
  if (!/^\d{1,7}(?:\.\d+)?$/.test(cell)) return undefined;
  return { time: EXCEL_START_MS + Math.round(Number(cell) * 86_400) * 1000, offset: undefined };
}

function newParser(form: DateForm): (cell: string) => CellMoment | undefined {
  const pattern = new RegExp(`^${formPattern(form, { blank: "\\s+", capture: true })}$`, "iu");
  const words = form.tokens.flatMap((token) => ("word" in token ? [WORDS[token.word]] : []));
  return (cell) => {
    const match = pattern.exec(cell);
    if (match === null) return undefined;
    const moment: Moment = { year: 1970, month: 1, day: 1, hour: 0, rest: 0 };
    words.forEach((word, place) => {
      const text = match[place + 1];
      if (text !== undefined) word.take(moment, text);
    });
    const time = timeOf(moment);
    return Number.isNaN(time) ? undefined : { time, offset: moment.offset };
  };
}

/** Whether a T or a blank stands between date and time, whichever: where no other stands before. */
export function maySpaceTime({ tokens, optionalFrom: end }: DateForm): boolean {
  const token = tokens[end];
  const isBefore = (other: DateToken) =>
    "word" in other ? other.digits === undefined : /[T ]/.test(other.text);
  const isParted = token !== undefined && "text" in token && /^[T ]$/.test(token.text);
  return isParted && !tokens.slice(0, end).some(isBefore);
}

/** The form of a cell. `capture`: whether each word's part is kept; `blank`: what a blank stands for. */
export function formPattern(form: DateForm, { blank, capture }: { blank: string; capture: boolean }): string {
  const { tokens, optionalFrom: end } = form;
  const isEither = maySpaceTime(form);
  const pieces = tokens.map((token, place) => {
    if ("word" in token) return capture ? `(${token.pattern})` : `(?:${token.pattern})`;
    if (isEither && place === end) return `(?:T|${blank})`;
    return escapePattern(token.text).replaceAll(" ", blank);
  });
  // Seconds are not always written.
  tokens.forEach((token, place) => {
    const next = tokens[place + 1];
    if (!("text" in token) || token.text !== ":" || next === undefined) return;
    if (!("word" in next) || next.word !== "S") return;
    pieces[place] = `(?:${pieces[place]}`;
    pieces[place + 1] += ")?";
  });
  const rest = pieces.slice(end).join("");
  return pieces.slice(0, end).join("") + (rest === "" ? "" : `(?:${rest})?`);
}

function timeOf({ year, month, day, hour, rest, half, count }: Moment): number {
  if (count !== undefined) return count;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const isReal = month >= 1 && month <= 12 && date.getUTCDate() === day;
  const hours = hour + (half === "pm" ? 12 : 0);
  return isReal && hours < 24 ? date.getTime() + hours * HOUR_MS + Math.round(rest) : NaN;
}

/**
 * The reader of a column's cells: from a trimmed, present cell to milliseconds since 1970 on the column's
 * clock; NaN where it is no date under this reading.
 *
 * @example
 * parseDates({ format: "%d.%m.%Y" })("31.12.2024"); // Date.UTC(2024, 11, 31)
 */
export function parseDates({ format, offset = 0 }: DateReading): (cell: string) => number {
  const parse = momentParser(format);
  return (cell) => {
    const moment = parse(cell);
    if (moment === undefined) return NaN;
    const ahead = moment.offset === undefined ? 0 : offset - moment.offset;
    return moment.time + ahead * MINUTE_MS;
  };
}

/** A moment's parts under the words of formats, for examples. */
const EXAMPLE: Readonly<Record<string, string>> = {
  ...{ Y: "2024", y: "24", m: "12", d: "31", b: "Dec", B: "December", a: "Tue", A: "Tuesday", H: "14" },
  ...{ I: "02", M: "30", S: "00", f: "5", p: " PM", z: "+01:00", s: "1735655400", Q: "1735655400000" },
};

/** A date as a format writes it, for messages. */
export function exampleDate(format: string): string {
  if (format === EXCEL) return "45657";
  const pieces = dateForm(format).tokens.map((token) => ("word" in token ? EXAMPLE[token.word] : token.text));
  return pieces.join("");
}
