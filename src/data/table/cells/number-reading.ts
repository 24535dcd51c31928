import * as z from "zod/mini";
import { parseNumber } from "./cell.ts";
import { DECIMAL_MARKS } from "./decimal-mark.ts";
import { type DressedNumber, isSameUnit, undress } from "./number-dress.ts";

/** The marks that can stand between thousands; " " is every kind of blank, "'" every kind of apostrophe. */
const GROUP_MARKS = [",", ".", " ", "'"] as const;
type GroupMark = (typeof GROUP_MARKS)[number];

/** The schema of {@link NumberReading}. */
export const numberReadingSchema = z.strictObject({
  decimal: z.enum(DECIMAL_MARKS),
  group: z.optional(z.enum(GROUP_MARKS)),
  unit: z.optional(z.string()),
});

/**
 * How the cells of a column are numbers: the mark before decimals, the one between thousands where there is
 * one, and the unit, currency or percent sign. 12% and 12 kg are 12: the unit is left away and nothing is
 * scaled. Signs need no choice: +12, −12, 12- and (12) are understood in every reading.
 */
export type NumberReading = Readonly<z.infer<typeof numberReadingSchema>>;

/** Numbers as programs write them. */
export const PLAIN_READING: NumberReading = { decimal: "." };

/** Whether a reading is that of numbers as programs write them. */
export function isPlainReading({ decimal, group, unit }: NumberReading): boolean {
  return decimal === "." && group === undefined && unit === undefined;
}

/**
 * The reader of a column's cells: from a trimmed, present cell to its number; NaN where it is none under this
 * reading.
 *
 * @param options `isUnitNeeded`: whether cells without the unit are none; false by default.
 * @example
 * parseReading({ decimal: ",", group: ".", unit: "€" })("1.234,50 €"); // 1234.5
 */
export function parseReading(
  reading: NumberReading,
  { isUnitNeeded = false }: { isUnitNeeded?: boolean } = {},
): (cell: string) => number {
  const { decimal, unit = "" } = reading;
  const mayBeBare = unit === "" || !isUnitNeeded;
  return (cell) => {
    const plain = parseNumber(cell);
    if (mayBeBare && !Number.isNaN(plain) && (decimal === "." || !cell.includes("."))) return plain;
    const dressed = undress(cell);
    if (dressed === undefined) return NaN;
    const fits = dressed.unit === "" ? mayBeBare : isSameUnit(dressed.unit, unit);
    return fits ? numberIn(dressed, reading) : NaN;
  };
}

/** The number of a cell that was taken apart, whatever its unit; NaN where its marks mean nothing. */
export function numberIn(
  { core, exponent, isNegative }: DressedNumber,
  { decimal, group }: Pick<NumberReading, "decimal" | "group">,
): number {
  const at = core.indexOf(decimal);
  const whole = at < 0 ? core : core.slice(0, at);
  const fraction = at < 0 ? "" : core.slice(at + 1);
  const digits = /^\d*$/.test(whole) ? whole : ungrouped(whole, group);
  if (digits === undefined || !/^\d*$/.test(fraction) || digits + fraction === "") return NaN;
  const value = Number(`${digits || "0"}.${fraction || "0"}${exponent}`);
  return isNegative ? -value : value;
}

/** Digits whose groups of three are set apart by the mark, without it; also 12,34,567 as in India. */
function ungrouped(text: string, mark: GroupMark | undefined): string | undefined {
  if (mark === undefined) return undefined;
  const [first, ...groups] = text.split(mark);
  const last = groups.at(-1);
  if (last?.length !== 3 || !/^[1-9]\d{0,2}$/.test(first)) return undefined;
  const middle = groups.slice(0, -1);
  const isRegular = middle.every((group) => group.length === 3);
  const isIndian = mark === "," && first.length < 3 && middle.every((group) => group.length === 2);
  if (!isRegular && !isIndian) return undefined;
  const digits = first + groups.join("");
  return /^\d+$/.test(digits) ? digits : undefined;
}

/** The readings of points and commas, the simplest first: of equally good ones the first is chosen. */
export const MARK_READINGS: readonly Pick<NumberReading, "decimal" | "group">[] = [
  { decimal: "." },
  { decimal: ".", group: "," },
  { decimal: ".", group: " " },
  { decimal: ".", group: "'" },
  { decimal: "," },
  { decimal: ",", group: "." },
  { decimal: ",", group: " " },
  { decimal: ",", group: "'" },
];
