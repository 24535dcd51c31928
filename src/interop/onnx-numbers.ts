import { escapePattern } from "../base/escape-pattern.ts";
import { undress, unitKey } from "../data/table/number-dress.ts";
import type { NumberReading } from "../data/table/number-reading.ts";
import type { GraphWriter } from "./graph-writer.ts";
import { cast } from "./onnx-cast.ts";
import { matches, replaced, without } from "./onnx-words.ts";

/** The blanks, apostrophes and minus signs that the exported model knows. */
const BLANKS = [" ", "\u00a0", "\u202f", "\u2009"];
const APOSTROPHES = ["'", "\u2019"];
const MINUSES = ["-", "\u2212", "\u2013"];
/** Groups of three behind the first, at most: a float64 has no more digits. */
const MOST_GROUPS = 6;
/** Blanks around signs and units, at most. */
const MOST_BLANKS = 4;
/** Stands for the minus of an exponent while the others are taken away. */
const EXPONENT_MINUS = "e~";

/**
 * Writes the reading of cells as nodes: what `parseReading` does, for texts with the commoner of the blanks,
 * apostrophes and minus signs.
 *
 * @param cells the name of texts, of any shape.
 * @returns the name of their numbers in float64, of the same shape; NaN where a text is none.
 */
export function writeReading(writer: GraphWriter, cells: string, reading: NumberReading): string {
  const whole = writer.constant("int64", [1], [-1]);
  // One text more than there are: pieces of no text at all could not be told apart.
  const flat = writer.node("Concat", [writer.node("Reshape", [cells, whole]), writer.words(["0"])], {
    attributes: { axis: { int: 0 } },
  });
  const bare = unitSpellings(reading).reduce(
    (text, unit) => without(writer, text, { mark: unit, times: 1 }),
    flat,
  );
  const marked = ["e-", "E-"].reduce(
    (text, from) => replaced(writer, text, { from, to: EXPONENT_MINUS }),
    bare,
  );
  const text = writer.node("Where", [
    matches(writer, flat, numberPattern(reading)),
    digitsOf(writer, marked, reading),
    writer.words(["NaN"]),
  ]);
  const size = cast(writer, text, "float64");
  const isNegative = matches(writer, marked, `.*[${MINUSES.map(escapePattern).join("")}(].*`);
  const values = writer.node("Where", [isNegative, writer.node("Neg", [size]), size]);
  const index = (value: number) => writer.constant("int64", [1], [value]);
  const ours = writer.node("Slice", [values, index(0), index(-1)]);
  return writer.node("Reshape", [ours, writer.node("Shape", [cells])]);
}

/** Texts without signs, blanks and marks between thousands, and with a point before decimals. */
function digitsOf(writer: GraphWriter, text: string, { decimal, group }: NumberReading): string {
  const groups = group === "'" ? APOSTROPHES : group === undefined || group === " " ? [] : [group];
  const blanks = group === " " ? MOST_GROUPS + MOST_BLANKS : MOST_BLANKS;
  const marks = [
    ...[...MINUSES, "+", "(", ")"].map((mark) => ({ mark, times: 1 })),
    ...BLANKS.map((mark) => ({ mark, times: blanks })),
    ...groups.map((mark) => ({ mark, times: MOST_GROUPS })),
  ];
  const digits = marks.reduce((so, mark) => without(writer, so, mark), text);
  const pointed = decimal === "," ? replaced(writer, digits, { from: ",", to: "." }) : digits;
  return replaced(writer, pointed, { from: EXPONENT_MINUS, to: "e-" });
}

/** The spellings of a unit that `isSameUnit` takes for it, the longest first. */
function unitSpellings({ unit }: NumberReading): string[] {
  if (unit === undefined) return [];
  const key = unitKey(unit);
  const endings = ["", "s", ".", "s."].map((ending) => key + ending);
  return [unit, ...endings.filter((spelling) => spelling !== unit && unitKey(spelling) === key)].sort(
    (one, other) => other.length - one.length,
  );
}

/** The form of a whole cell that is a number. */
function numberPattern(reading: NumberReading): string {
  const { decimal, group } = reading;
  const [blank, minus] = [`[${BLANKS.join("")}]?`, `[${MINUSES.map(escapePattern).join("")}]`];
  const units = unitSpellings(reading);
  const anyOf = (spellings: readonly string[]) =>
    spellings.length === 0 ? "" : `(?:${spellings.map(escapePattern).join("|")})?`;
  // Only currencies stand before their numbers.
  const before = anyOf(units.filter((unit) => undress(`${unit}1`) !== undefined));
  const behind = units.length === 0 ? "" : `(?:${blank}${anyOf(units)})?`;
  const point = escapePattern(decimal);
  const whole = `(?:[0-9]+${groupedPattern(group)})`;
  const number = `(?:${whole}(?:${point}[0-9]*)?|${point}[0-9]+)(?:[eE][-+]?[0-9]+)?`;
  const signed = `(?:(?:${minus}|\\+)${blank})?`;
  return [
    `${signed}${before}${blank}${number}${behind}`,
    `${before}${blank}${signed}${number}${behind}`,
    `${before}${blank}${number}${behind}${blank}${minus}`,
    `${before}${blank}\\(${before}${blank}${number}${behind}\\)${behind}`,
  ]
    .map((form) => `(?:${form})`)
    .join("|");
}

function groupedPattern(group: NumberReading["group"]): string {
  if (group === undefined) return "";
  const marks = group === " " ? BLANKS : group === "'" ? APOSTROPHES : [group];
  const mark = `[${marks.map(escapePattern).join("")}]`;
  const regular = `|[1-9][0-9]{0,2}(?:${mark}[0-9]{3}){1,${MOST_GROUPS}}`;
  return group === "," ? `${regular}|[1-9][0-9]?(?:,[0-9]{2}){1,${MOST_GROUPS}},[0-9]{3}` : regular;
}
