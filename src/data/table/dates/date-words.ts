/** The words of formats, as strftime has them, and "Q" for milliseconds since 1970: those of dates first. */
const DATE_LETTERS = "YymdbBaAsQ";
const LETTERS = `${DATE_LETTERS}HIMSfpz`;
const DAY_MS = 86_400_000;

/** Words that stand for several. */
const SHORT_FORMS: Readonly<Record<string, string>> = {
  F: "%Y-%m-%d",
  T: "%H:%M:%S",
  R: "%H:%M",
  D: "%m/%d/%y",
  e: "%d",
  h: "%b",
};
/** The format of days since the end of 1899, as spreadsheets count them. */
export const EXCEL = "excel";

/** The reason why a text is no format; undefined where it is one. */
export function formatProblem(format: string): string | undefined {
  if (format === EXCEL) return undefined;
  const words = [...expanded(format).matchAll(/%(.?)/gsu)].map(([, word]) => word).filter((w) => w !== "%");
  const unknown = words.find((word) => !(word !== "" && LETTERS.includes(word)));
  if (unknown !== undefined) return `"%${unknown}" is no word of a date`;
  const has = (...names: readonly string[]) => names.some((name) => words.includes(name));
  const twice = words.find((word, place) => words.indexOf(word) !== place);
  if (twice !== undefined) return `"%${twice}" comes twice`;
  if (!has("Y", "y", "s", "Q", "H", "I")) return "it has neither a year (%Y, %y) nor an hour (%H)";
  if (has("Y", "y") && has("d") && !has("m", "b", "B")) return "it has no month (%m, %b)";
  if (has("H", "I") && !has("Y", "y") && has("d", "m", "b", "B")) return "it has no year (%Y, %y)";
  return undefined;
}

/** A format with the words that short forms stand for. */
export function expanded(format: string): string {
  return format.replace(/%([%FTRDeh])/g, (piece, word: string) => SHORT_FORMS[word] ?? piece);
}

/** Whether a format has a date, and not only a time of day. */
export function hasDate(format: string): boolean {
  return (
    format === EXCEL ||
    [...expanded(format).matchAll(/%(.)/gu)].some(([, word]) => DATE_LETTERS.includes(word))
  );
}

/**
 * Milliseconds since 1970 as ISO 8601 text, with the time where the format has one; of times of day that
 * alone.
 */
export function dateText(time: number, { format }: { readonly format?: string } = {}): string {
  const text = new Date(time)
    .toISOString()
    .replace("Z", "")
    .replace(/\.000$/, "");
  const begin = text.indexOf("T");
  if (format !== undefined && !hasDate(format)) return text.slice(begin + 1);
  const hasTime = format !== undefined && /%[HITR]/.test(format);
  return hasTime || time % DAY_MS !== 0 ? text : text.slice(0, begin);
}
