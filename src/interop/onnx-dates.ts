import {
  type DateForm,
  type DateReading,
  type DateToken,
  dateForm,
  EXCEL_START_MS,
  exampleDate,
  formPattern,
  maySpaceTime,
} from "../data/table/dates/date-format.ts";
import { EXCEL } from "../data/table/dates/date-words.ts";
import { MONTHS } from "../data/table/dates/month-names.ts";
import { type GraphWriter, WORDS_DOMAIN } from "./graph-writer.ts";
import { arithmeticOf } from "./onnx-arithmetic.ts";
import { cast } from "./onnx-cast.ts";
import { matches, pieces, replaced, splitOnce, without } from "./onnx-words.ts";

const [DAY_MS, HOUR_MS, MINUTE_MS] = [86_400_000, 3_600_000, 60_000];
/** Days before 1970 from a first of March long ago, from which on the calendar is regular. */
const DAYS_BEFORE_1970 = 2_472_632;
/** The spellings of the halves of a day that the exported model knows, with the longest first. */
const HALVES = ["a.m.", "A.M.", "p.m.", "P.M.", "am", "AM", "Am", "pm", "PM", "Pm", " "];
const ZONES_OF_UTC = ["UTC", "GMT", "Z", " "];

/** The words of a format in their order, with what stands between: dates, then perhaps a time, and more. */
interface Layout {
  readonly before: readonly DateToken[];
  /** From the first word of the time to its last. */
  readonly time: readonly DateToken[];
  readonly after: readonly DateToken[];
}

/** The parts of moments as names of float64 values, by the words of their format. */
type Fields = Map<string, string>;

/** Whether the exported model can read cells of a format: its words must be told apart by what parts them. */
export function canReadDates({ format }: DateReading): boolean {
  if (format === EXCEL) return true;
  const form = dateForm(format);
  const { time, after } = layoutOf(form);
  const ends = wordsOf(time).some((word) => word === "p" || word === "z");
  return isParted(form.tokens) && !(ends && after.length > 0);
}

function layoutOf({ tokens }: DateForm): Layout {
  const isTime = (token: DateToken) => "word" in token && token.part !== "date";
  const [first, last] = [tokens.findIndex(isTime), tokens.findLastIndex(isTime)];
  if (first < 0) return { before: tokens, time: [], after: [] };
  const [before, time, after] = [
    tokens.slice(0, first),
    tokens.slice(first, last + 1),
    tokens.slice(last + 1),
  ];
  const isOneRun = isDigits(before.at(-1)) && time.every(isDigits);
  return isOneRun ? { before: tokens, time: [], after: [] } : { before, time, after };
}

function isDigits(token: DateToken | undefined): boolean {
  return token !== undefined && "word" in token && token.digits !== undefined;
}

function wordsOf(tokens: readonly DateToken[]): string[] {
  return tokens.flatMap((token) => ("word" in token ? [token.word] : []));
}

/** Whether no two words follow each other but digits, and those that end a time. */
function isParted(tokens: readonly DateToken[]): boolean {
  return tokens.every((token, place) => {
    const next = tokens[place + 1];
    if (next === undefined || "text" in token || "text" in next) return true;
    return (isDigits(token) && isDigits(next)) || next.word === "p" || next.word === "z";
  });
}

/**
 * Writes the reading of dates as nodes: what `parseDates` does, for texts with single blanks, names of months
 * in small, large or title letters, and T, Z, UTC and GMT in large ones.
 *
 * @param cells the name of texts [batch, 1], of which {@link canReadDates} holds.
 * @returns the name of their milliseconds in float64, of the same shape; NaN where a text is no date.
 */
export function writeDates(writer: GraphWriter, cells: string, reading: DateReading): string {
  const whole = writer.constant("int64", [1], [-1]);
  const sample = writer.words([exampleDate(reading.format)]);
  // One text more than there are: pieces of no text at all could not be told apart.
  const flat = writer.node("Concat", [writer.node("Reshape", [cells, whole]), sample], {
    attributes: { axis: { int: 0 } },
  });
  const times =
    reading.format === EXCEL ? writeExcel(writer, flat) : new DateWriter(writer, reading).write(flat, sample);
  const index = (value: number) => writer.constant("int64", [1], [value]);
  const ours = writer.node("Slice", [times, index(0), index(-1)]);
  return writer.node("Reshape", [ours, writer.node("Shape", [cells])]);
}

function writeExcel(writer: GraphWriter, flat: string): string {
  const { floorOver, plus, times } = arithmeticOf(writer);
  const isNumber = matches(writer, flat, "\\d{1,7}(?:\\.\\d+)?");
  const days = cast(writer, writer.node("Where", [isNumber, flat, writer.words(["NaN"])]), "float64");
  return plus(times(floorOver(plus(times(days, 86_400), 0.5), 1), 1000), EXCEL_START_MS);
}

/** Writes the reading of one format. */
class DateWriter {
  readonly #writer: GraphWriter;
  readonly #form: DateForm;
  readonly #offset: number;
  readonly #fields: Fields = new Map();

  constructor(writer: GraphWriter, { format, offset = 0 }: DateReading) {
    this.#writer = writer;
    this.#form = dateForm(format);
    this.#offset = offset;
  }

  write(flat: string, sample: string): string {
    const writer = this.#writer;
    const isDate = matches(writer, flat, this.#pattern(this.#form));
    const dates = writer.node("Where", [isDate, flat, sample]);
    const text = this.#withTime(this.#withOneParting(dates));
    const { before, time, after } = layoutOf(this.#form);
    const rest = this.#walk(before, text);
    const [chunk, behind] = this.#untilText(rest, time.length > 0 ? after : []);
    if (time.length > 0) this.#readTime(time, chunk);
    if (after.length > 0) this.#walk(after.slice(1), behind);
    const moment = this.#moment();
    return writer.node("Where", [isDate, moment, this.#number(NaN)]);
  }

  #pattern(form: DateForm): string {
    return formPattern(form, { blank: " ", capture: false });
  }

  #number(value: number): string {
    return this.#writer.constant("float64", [], [value]);
  }

  /** Texts in which date and time are parted as the format has it. */
  #withOneParting(text: string): string {
    if (!maySpaceTime(this.#form)) return text;
    const writer = this.#writer;
    const ours = (this.#form.tokens[this.#form.optionalFrom] as { text: string }).text;
    const other = ours === "T" ? " " : "T";
    const isOther = matches(writer, text, `[^T ]*${other}.*`);
    const [before, behind] = splitOnce(
      writer,
      writer.node("Where", [isOther, text, writer.words([other])]),
      other,
    );
    const joined = writer.node("StringConcat", [
      writer.node("StringConcat", [before, writer.words([ours])]),
      behind,
    ]);
    return writer.node("Where", [isOther, joined, text]);
  }

  /** Texts with a time, midnight where they have none. */
  #withTime(text: string): string {
    const { tokens, optionalFrom } = this.#form;
    const tail = tokens.slice(optionalFrom);
    if (tail.length === 0) return text;
    const hasTime = matches(this.#writer, text, this.#pattern({ tokens, optionalFrom: tokens.length }));
    const midnight: Readonly<Record<string, string>> = {
      I: "12",
      p: "AM",
      z: zoneText(this.#offset),
      f: "0",
    };
    const ending = tail
      .map((token) => ("word" in token ? (midnight[token.word] ?? "00") : token.text))
      .join("");
    const longer = this.#writer.node("StringConcat", [text, this.#writer.words([ending])]);
    return this.#writer.node("Where", [hasTime, text, longer]);
  }

  /** The text before the text that follows next, and that behind it. */
  #untilText(text: string, [next]: readonly DateToken[]): [string, string] {
    return next !== undefined && "text" in next ? splitOnce(this.#writer, text, next.text) : [text, text];
  }

  /** Reads words one after the other; what is left behind the last. */
  #walk(tokens: readonly DateToken[], text: string): string {
    let rest = text;
    for (let place = 0; place < tokens.length; place++) {
      const words: DateToken[] = [];
      for (let token = tokens[place]; token !== undefined && "word" in token; token = tokens[++place])
        words.push(token);
      const [chunk, behind] = this.#untilText(rest, tokens.slice(place, place + 1));
      if (words.length > 0) this.#readWords(words, chunk);
      rest = behind;
    }
    return rest;
  }

  /** Reads a word, or several in digits of a known number. */
  #readWords(tokens: readonly DateToken[], text: string): void {
    const words = wordsOf(tokens);
    if (words.length === 1) {
      this.#readWord(words[0], text);
      return;
    }
    const { floorOver, modulo } = arithmeticOf(this.#writer);
    let digits = cast(this.#writer, text, "float64");
    for (const token of tokens.toReversed()) {
      if (!("word" in token)) continue;
      const size = 10 ** (token.digits ?? 0);
      this.#fields.set(token.word, modulo(digits, size));
      digits = floorOver(digits, size);
    }
  }

  #readWord(word: string, text: string): void {
    if (word === "a" || word === "A") return;
    const isName = word === "b" || word === "B";
    const value = isName ? this.#month(text) : this.#asNumber(word, text);
    this.#fields.set(isName ? "m" : word, value);
  }

  #asNumber(word: string, text: string): string {
    const writer = this.#writer;
    const plain = word === "S" ? replaced(writer, text, { from: ",", to: "." }) : text;
    // Nothing is 0.
    const begin = word === "f" ? "0." : word === "s" || word === "Q" ? "" : "0";
    return cast(writer, writer.node("StringConcat", [writer.words([begin]), plain]), "float64");
  }

  #month(text: string): string {
    const spellings = new Map(
      [...MONTHS].flatMap(([name, month]) =>
        [name, name.toUpperCase(), name[0].toUpperCase() + name.slice(1)].map(
          (word) => [word, month] as const,
        ),
      ),
    );
    const month = this.#writer.node("LabelEncoder", [without(this.#writer, text, { mark: ".", times: 1 })], {
      domain: WORDS_DOMAIN.domain,
      attributes: {
        keys_strings: { strings: [...spellings.keys()] },
        values_floats: { floats: [...spellings.values()] },
        default_float: { float: NaN },
      },
    });
    return cast(this.#writer, month, "float64");
  }

  #readTime(tokens: readonly DateToken[], text: string): void {
    const words = wordsOf(tokens);
    let rest = text;
    if (words.includes("z")) rest = this.#readZone(rest);
    if (words.includes("p")) rest = this.#readHalf(rest);
    const clock = tokens.filter((token) => !("word" in token && (token.word === "p" || token.word === "z")));
    while (clock.length > 0 && "text" in clock[clock.length - 1]) clock.pop();
    // The seconds have their fraction with them.
    const fraction = clock.findIndex((token, place) => {
      const before = clock[place - 2];
      return "word" in token && token.word === "f" && before !== undefined && "word" in before;
    });
    const parts = fraction < 0 ? clock : clock.slice(0, fraction - 1);
    const isColons = parts.every((token, place) =>
      place % 2 === 0 ? "word" in token : "text" in token && token.text === ":",
    );
    if (!isColons) {
      this.#walk(parts, rest);
      return;
    }
    const found = wordsOf(parts);
    const texts = pieces(this.#writer, rest, { mark: ":", count: found.length });
    found.forEach((word, place) => {
      this.#readWord(word, texts[place]);
    });
  }

  /** Reads a zone at the end; the time before it. */
  #readZone(text: string): string {
    const writer = this.#writer;
    const { floorOver, modulo, plus, times } = arithmeticOf(writer);
    const minutesOf = (zone: string) => {
      const digits = without(writer, zone, { mark: ":", times: 1 });
      const number = cast(writer, writer.node("StringConcat", [writer.words(["0"]), digits]), "float64");
      const long = plus(times(floorOver(number, 100), 60), modulo(number, 100));
      return writer.node("Where", [matches(writer, digits, "\\d{2}"), times(number, 60), long]);
    };
    const [time, ahead] = pieces(writer, text, { mark: "+", count: 2 });
    const [rest, behind] = pieces(writer, time, { mark: "-", count: 2 });
    this.#fields.set("z", plus(minutesOf(ahead), times(minutesOf(behind), -1)));
    return ZONES_OF_UTC.reduce((so, mark) => without(writer, so, { mark, times: 1 }), rest);
  }

  /** Reads the half of the day; the time before it. */
  #readHalf(text: string): string {
    const writer = this.#writer;
    this.#fields.set("p", cast(writer, matches(writer, text, ".*[pP].*"), "float64"));
    return HALVES.reduce((so, mark) => without(writer, so, { mark, times: 1 }), text);
  }

  #moment(): string {
    const { floorOver, minus, modulo, plus, times } = arithmeticOf(this.#writer);
    const field = (word: string, absent: number) => this.#fields.get(word) ?? this.#number(absent);
    const count = this.#fields.get("s") ?? this.#fields.get("Q");
    if (count !== undefined) return this.#fields.has("s") ? times(count, 1000) : count;
    const [month, day, half] = [field("m", 1), field("d", 1), field("p", 0)];
    const year = this.#year();
    const hourOfHalf = this.#fields.has("I") ? modulo(field("I", 12), 12) : field("H", 0);
    const hour = plus(hourOfHalf, times(half, 12));
    const [minute, second] = [field("M", 0), plus(field("S", 0), field("f", 0))];
    const first = this.#firstOfMonth(year, month);
    const length = minus(this.#firstOfMonth(year, plus(month, 1)), first);
    const rest = floorOver(plus(times(minute, MINUTE_MS), times(second, 1000), 0.5), 1);
    const local = plus(times(plus(first, minus(day, 1)), DAY_MS), times(hour, HOUR_MS), rest);
    const zone = this.#fields.get("z");
    const time = zone === undefined ? local : plus(local, times(minus(this.#offset, zone), MINUTE_MS));
    const limits: [string, number | string, number | string][] = [
      [month, 1, 12],
      [day, 1, length],
      [hour, 0, 23],
      [minute, 0, 59],
      [second, 0, 60.9999999999],
      ...(this.#fields.has("I") ? [[field("I", 12), 1, 12] as [string, number, number]] : []),
    ];
    return limits.reduce((so, limit) => this.#within(so, limit), time);
  }

  #year(): string {
    const year = this.#fields.get("Y");
    if (year !== undefined) return year;
    const short = this.#fields.get("y");
    if (short === undefined) return this.#number(1970);
    const { plus } = arithmeticOf(this.#writer);
    const isLate = this.#writer.node("GreaterOrEqual", [short, this.#number(69)]);
    return this.#writer.node("Where", [isLate, plus(short, 1900), plus(short, 2000)]);
  }

  /** Days since 1970 of the first of a month, which may be the 13th: years begin with March here. */
  #firstOfMonth(year: string, month: string): string {
    const { floorOver, minus, plus, times } = arithmeticOf(this.#writer);
    const before = floorOver(minus(14, month), 12);
    const years = minus(plus(year, 4800), before);
    const months = plus(month, times(before, 12), -3);
    const leapDays = plus(floorOver(years, 4), times(floorOver(years, 100), -1), floorOver(years, 400));
    const daysOfMonths = floorOver(plus(times(months, 153), 2), 5);
    return plus(daysOfMonths, times(years, 365), leapDays, -DAYS_BEFORE_1970);
  }

  /** Times where a value is within limits, NaN elsewhere. */
  #within(time: string, [value, least, most]: [string, number | string, number | string]): string {
    const writer = this.#writer;
    const operand = (limit: number | string) => (typeof limit === "string" ? limit : this.#number(limit));
    const isIn = writer.node("And", [
      writer.node("GreaterOrEqual", [value, operand(least)]),
      writer.node("LessOrEqual", [value, operand(most)]),
    ]);
    return writer.node("Where", [isIn, time, this.#number(NaN)]);
  }
}

function zoneText(offset: number): string {
  const size = Math.abs(offset);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
