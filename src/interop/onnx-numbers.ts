import { escapePattern } from "../base/escape-pattern.ts";
import { AROUND, undress, unitKey } from "../data/table/cells/number-dress.ts";
import type { NumberReading } from "../data/table/cells/number-reading.ts";
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
/** A sign, and two dashes in the place of decimals. */
const MOST_MINUSES = 3;
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
  const bare = partsOf(reading)
    .flatMap(spellings)
    .reduce((text, unit) => without(writer, text, { mark: unit, times: 1 }), flat);
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
  // A dash behind the mark of decimals is no minus, nor is a second one: 12.– and 12,--.
  const minuses = MINUSES.map(escapePattern).join("");
  const isNegative = matches(
    writer,
    marked,
    `(?:.*[^${minuses}${escapePattern(reading.decimal)}])?[${minuses}(].*`,
  );
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
    ...MINUSES.map((mark) => ({ mark, times: MOST_MINUSES })),
    ...["+", "(", ")"].map((mark) => ({ mark, times: 1 })),
    ...BLANKS.map((mark) => ({ mark, times: blanks })),
    ...groups.map((mark) => ({ mark, times: MOST_GROUPS })),
  ];
  const digits = marks.reduce((so, mark) => without(writer, so, mark), text);
  const pointed = decimal === "," ? replaced(writer, digits, { from: ",", to: "." }) : digits;
  return replaced(writer, pointed, { from: EXPONENT_MINUS, to: "e-" });
}

/** A unit's parts: one, or what stands before and behind the number. */
function partsOf({ unit }: NumberReading): string[] {
  return unit === undefined ? [] : unit.split(AROUND);
}

/** The spellings of a unit that `isSameUnit` takes for it, the longest first. */
function spellings(unit: string): string[] {
  const key = unitKey(unit);
  const endings = ["", "s", ".", "s."].map((ending) => key + ending);
  return [unit, ...endings.filter((spelling) => spelling !== unit && unitKey(spelling) === key)].sort(
    (one, other) => other.length - one.length,
  );
}

/** The form of a whole cell that is a number. */
function numberPattern(reading: NumberReading): string {
  const [unit, suffix] = partsOf(reading);
  if (suffix !== undefined) {
    const around = { before: escapePattern(unit), behind: anyOf(spellings(suffix)) };
    return [...cellForms(reading, around), ...cellForms(reading, { before: "", behind: "" })].join("|");
  }
  const units = unit === undefined ? [] : spellings(unit);
  // Only currencies stand before their numbers.
  const currencies = units.filter((spelling) => undress(`${spelling}1`) !== undefined);
  const [before, behind] = [currencies, units].map((some) => (some.length === 0 ? "" : `${anyOf(some)}?`));
  return cellForms(reading, { before, behind }).join("|");
}

function anyOf(texts: readonly string[]): string {
  return `(?:${texts.map(escapePattern).join("|")})`;
}

/** The forms of a cell with what may stand before and behind its number. */
function cellForms(
  { decimal, group }: NumberReading,
  { before, behind }: { before: string; behind: string },
): string[] {
  const [blank, minus] = [`[${BLANKS.join("")}]?`, `[${MINUSES.map(escapePattern).join("")}]`];
  const point = escapePattern(decimal);
  const whole = `(?:[0-9]+${groupedPattern(group)})`;
  const fraction = `(?:${point}(?:[0-9]*|${minus}${minus}?))?`;
  const number = `(?:${whole}${fraction}|${point}[0-9]+)(?:[eE][-+]?[0-9]+)?`;
  const ending = behind === "" ? "" : behind.endsWith("?") ? `(?:${blank}${behind})?` : `${blank}${behind}`;
  const signed = `(?:(?:${minus}|\\+)${blank})?`;
  return [
    `${signed}${before}${blank}${number}${ending}`,
    `${before}${blank}${signed}${number}${ending}`,
    `${before}${blank}${number}${ending}${blank}${minus}`,
    `\\(${before}${blank}${number}${ending}\\)`,
    `${before}${blank}\\(${number}${ending}\\)`,
    `(?:\\(${before}${blank}|${before}${blank}\\()${number}\\)${ending}`,
  ].map((form) => `(?:${form})`);
}

function groupedPattern(group: NumberReading["group"]): string {
  if (group === undefined) return "";
  const marks = group === " " ? BLANKS : group === "'" ? APOSTROPHES : [group];
  const mark = `[${marks.map(escapePattern).join("")}]`;
  const regular = `|[1-9][0-9]{0,2}(?:${mark}[0-9]{3}){1,${MOST_GROUPS}}`;
  return group === "," ? `${regular}|[1-9][0-9]?(?:,[0-9]{2}){1,${MOST_GROUPS}},[0-9]{3}` : regular;
}
