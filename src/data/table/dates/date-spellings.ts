import { MONTHS } from "./month-names.ts";

/** Names of the days of the week begin so, in English, German, French, Spanish and Italian. */
const WEEKDAYS = [
  "mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so",
  "lun|mar|mer|jeu|ven|sam|dim|mié|jue|vie|sáb|dom|gio|sab",
];
const WEEKDAY = new RegExp(`^(?:${WEEKDAYS.join("|")})`);
const ZONE = "Z|UTC|GMT|[+-]\\d{2}(?::?\\d{2})?";
const TIME = new RegExp(
  `(?<!\\d)(\\d{1,2}):\\d{2}(:\\d{2}(?:[.,]\\d{1,9})?)?(\\s?[ap]\\.?m\\.?(?!\\p{L}))?` +
    `(\\s?(?:${ZONE}))?(?![\\p{L}\\d:])`,
  "iu",
);
/** Stands for a time that was taken out of a cell. */
const TIME_PLACE = "\ue000";
/** Stand beside a time, as in "um 14:30 Uhr". */
const TIME_WORDS: ReadonlySet<string> = new Set(["Uhr", "um", "at"]);
const LONGEST_DATE = 60;

/**
 * The formats under which a cell may be a date or a time, at most a few: none where it is neither, two where
 * the day or the month may come first.
 *
 * @param cell a trimmed, present cell.
 * @example
 * formatsOf("07/08/2023"); // ["%m/%d/%Y", "%d/%m/%Y"]
 */
export function formatsOf(cell: string): readonly string[] {
  if (cell.length > LONGEST_DATE || !/\d[-/.: ]|\d\.? ?\p{L}|\p{L}.*\d/u.test(cell)) return [];
  const time = TIME.exec(cell);
  if (time === null) return dateFormats(cell);
  const rest = cell.slice(0, time.index) + TIME_PLACE + cell.slice(time.index + time[0].length);
  const format = timeFormat(time);
  // A time of day has no zone: 12:30-13:30 is from the one to the other.
  if (rest === TIME_PLACE) return format.endsWith("%z") ? [] : [format];
  if (rest === `${TIME_PLACE} Uhr`) return [`${format} Uhr`];
  return dateFormats(rest).map((date) => date.replace(TIME_PLACE, format));
}

function timeFormat([, , seconds, half, zone]: RegExpExecArray): string {
  const hours = half === undefined ? "%H:%M" : "%I:%M";
  const ending = [seconds && ":%S", half && "%p", zone && "%z"].map((word) => word ?? "");
  return hours + ending.join("");
}

/** The pieces of a date: numbers as "Y" or "n", names as "b" or "a", and what stands between as it is. */
interface Piece {
  readonly kind: "Y" | "n" | "b" | "a" | "text";
  readonly text: string;
}

function dateFormats(rest: string): readonly string[] {
  const found = rest.match(/\d+|\p{L}[\p{L}\p{M}]*(?:\.(?!\d))?|[^\d\p{L}]/gu) ?? [];
  const pieces = found.map((text, place) => pieceOf(text, { next: found[place + 1] }));
  const known = pieces.filter((piece) => piece !== undefined);
  if (known.length < pieces.length) return [];
  const marks = known.filter(({ kind, text }) => kind === "text" && text !== TIME_PLACE);
  const isNamed = known.some(({ kind }) => kind === "b");
  const order = known.map(({ kind }) => kind).filter((kind) => kind === "Y" || kind === "n");
  const orders = isNamed ? namedOrders(order.join("")) : numericOrders(order.join(""), marksBetween(known));
  const isSound = known.filter(({ kind }) => kind === "b").length <= 1 && marks.length <= 8;
  return isSound ? orders.map((words) => written(known, words)) : [];
}

function pieceOf(text: string, { next }: { next: string | undefined }): Piece | undefined {
  if (/^\d+$/.test(text)) {
    if (text.length === 4) return { kind: "Y", text };
    return text.length <= 2 ? { kind: "n", text } : undefined;
  }
  if (/^\p{L}/u.test(text)) {
    if (TIME_WORDS.has(text) || (text === "T" && next === TIME_PLACE)) return { kind: "text", text };
    const name = text.toLowerCase().replace(".", "");
    if (MONTHS.has(name)) return { kind: "b", text };
    return WEEKDAY.test(name) ? { kind: "a", text } : undefined;
  }
  if (text === ":" && next === TIME_PLACE) return { kind: "text", text };
  return /^[-/., \u00a0\ue000]$/.test(text)
    ? { kind: "text", text: text === "\u00a0" ? " " : text }
    : undefined;
}

/** The words for the numbers of a date whose month is named. */
function namedOrders(order: string): readonly string[] {
  const orders: Readonly<Record<string, string>> = { nY: "dY", Yn: "Yd", Y: "Y", nn: "dy" };
  return Object.hasOwn(orders, order) ? [orders[order]] : [];
}

/** The text between the numbers of a date; undefined where it is not the same throughout. */
function marksBetween(pieces: readonly Piece[]): string | undefined {
  const numbers = pieces.flatMap(({ kind }, place) => (kind === "Y" || kind === "n" ? [place] : []));
  const between = numbers.slice(1).map((place, index) =>
    pieces
      .slice(numbers[index] + 1, place)
      .map(({ text }) => text)
      .join(""),
  );
  return new Set(between).size === 1 ? between[0] : undefined;
}

/** The words for the numbers of a date in digits alone, the likelier first. */
function numericOrders(order: string, mark: string | undefined): readonly string[] {
  if (mark === undefined || !/^(?:[-/.]|\. )$/.test(mark)) return [];
  // Americans write slashes; points and hyphens are those of people who begin with the day.
  const orders: Readonly<Record<string, readonly string[]>> = {
    Ynn: ["Ymd"],
    nnY: mark === "/" ? ["mdY", "dmY"] : ["dmY", "mdY"],
    nnn: mark === "/" ? ["mdy", "dmy", "ymd"] : mark === "-" ? ["dmy", "mdy", "ymd"] : ["dmy", "mdy"],
    Yn: mark === "-" || mark === "/" ? ["Ym"] : [],
    nY: mark === "/" ? ["mY"] : [],
  };
  return Object.hasOwn(orders, order) ? orders[order] : [];
}

function written(pieces: readonly Piece[], words: string): string {
  let next = 0;
  return pieces
    .map(({ kind, text }) =>
      kind === "text" ? text : `%${kind === "b" || kind === "a" ? kind : words[next++]}`,
    )
    .join("");
}

/** The formats of dates in digits alone, with the numbers that they may be. */
const DIGIT_FORMATS: readonly { readonly format: string; readonly pattern: RegExp }[] = [
  { format: "%Y%m%d", pattern: /^\d{8}$/ },
  { format: "%Y%m%d%H%M%S", pattern: /^\d{14}$/ },
  { format: "%Y%m%d%H%M", pattern: /^\d{12}$/ },
  { format: "%Y%m", pattern: /^\d{6}$/ },
  { format: "%Y", pattern: /^\d{4}$/ },
  { format: "excel", pattern: /^[1-7]\d{4}(\.\d+)?$/ },
  { format: "%s", pattern: /^\d{9,10}(\.\d+)?$/ },
  { format: "%Q", pattern: /^\d{12,13}$/ },
];

/** The formats under which digits may be a date, the likelier first; only where that is told. */
export function digitFormatsOf(cell: string): readonly string[] {
  return DIGIT_FORMATS.filter(({ pattern }) => pattern.test(cell)).map(({ format }) => format);
}
