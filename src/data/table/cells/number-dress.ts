/** A number as it stands in a cell, without what it wears. */
export interface DressedNumber {
  /** Digits with what stands between them: points, commas, blanks, apostrophes; a digit at least. */
  readonly core: string;
  /** Such as "e-3"; "" for none. */
  readonly exponent: string;
  readonly isNegative: boolean;
  /** A currency, a percent sign or a unit, before or behind the number or "$…M" around it; "" for none. */
  readonly unit: string;
}

/** Currencies that are written as letters; signs such as $ and € are known by their kind of character. */
const CURRENCY_WORDS = [
  ..."EUR USD GBP JPY CNY CHF INR RUB BRL CAD AUD NZD SEK NOK DKK PLN CZK HUF RON TRY ZAR MXN KRW".split(" "),
  ..."SGD HKD THB IDR ILS AED SAR PHP MYR VND UAH kr. kr Kr. Kr Rs. Rs Fr. Fr zł Kč Ft".split(" "),
].map((word) => word.replace(".", "\\."));
const CURRENCY = `(?:[A-Z]{0,3}\\p{Sc}|(?:${CURRENCY_WORDS.join("|")})(?!\\p{L}))`;
/** A letter or sign, with which a unit begins. */
const UNIT_BEGIN = '[\\p{L}\\p{Sc}%‰°′″"]';
/** The text that follows: also one digit behind a letter, as in m2, and blanks and hyphens between words. */
const UNIT_NEXT = [
  "[\\p{L}\\p{M}\\p{Sc}%‰°′″²³⁻¹/·.*^]",
  "(?<=\\p{L})\\d(?!\\d)",
  "[ -](?=[\\p{L}\\p{Sc}%‰°])",
].join("|");
const UNIT = `${UNIT_BEGIN}(?:${UNIT_NEXT}){0,23}`;
const CORE = "[.,]?\\d(?:[\\d.,' ]*\\d)?[.,]?";
/** As in 12.– and 12,-: no decimals, and no minus. */
const PRICE_DASH = "(?:(?<=\\d[.,])-{1,2})?";
const SIGN = "([-+])? ?";
const DRESSED = new RegExp(
  `^${SIGN}(${CURRENCY})? ?${SIGN}(${CORE})${PRICE_DASH}([eE][-+]?\\d+)?(?: ?(${UNIT}))?(?: ?(-))?$`,
  "u",
);
/** "(1,234)", also with the currency before the parenthesis or the unit behind it. */
const IN_PARENTHESES = /^([^()]*)\(([^()]+)\)([^()]*)$/;
/** Behind digits: of an exponent that was cut off, and of places in an order. */
const NO_UNIT = /^(e|st|nd|rd|th)$/i;
/** Between the parts of a unit that are on both sides of the number, as in $12M. */
export const AROUND = "…";
const LONGEST_CELL = 80;
/** JavaScript's other spellings of integers, which are codes to people. */
const RADIX = /^[-+]?0[xbo]/i;

/**
 * Takes a cell apart into a number and what it wears: signs (also typographic, behind the number, or as an
 * accountant's parentheses), a currency or unit on one side. What the points and commas mean is left open.
 *
 * @param cell a trimmed, present cell.
 * @returns undefined where it is no number with something around it.
 */
export function undress(cell: string): DressedNumber | undefined {
  if (cell.length > LONGEST_CELL || RADIX.test(cell)) return undefined;
  const plain = plainCharacters(cell);
  const enclosed = plain.includes("(") ? IN_PARENTHESES.exec(plain) : null;
  const match = DRESSED.exec(enclosed ? `${enclosed[1]}${enclosed[2]}${enclosed[3]}` : plain);
  if (match === null) return undefined;
  const [, sign, prefix = "", innerSign, core, exponent = "", suffix = "", trailing] = match;
  const signs = [sign, innerSign, trailing, enclosed ? "-" : undefined].filter(
    (found) => found !== undefined,
  );
  if (NO_UNIT.test(suffix)) return undefined;
  if (signs.length > 1) return undefined;
  const isAround = prefix !== "" && suffix !== "" && prefix !== suffix;
  const unit = isAround ? `${prefix}${AROUND}${suffix}` : prefix || suffix;
  return { core, exponent, isNegative: signs[0] === "-", unit };
}

/** Every kind of blank, minus and apostrophe as the one of the keyboard. */
function plainCharacters(cell: string): string {
  if (!/[^\x21-\x7e]/.test(cell)) return cell;
  return cell
    .replace(/[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+/g, " ")
    .replace(/[\u2010-\u2015\u2212\ufe63\uff0d]/g, "-")
    .replace(/[\u2018\u2019\u02bc\u00b4]/g, "'");
}

/** Whether two units are one, such as "year" and "years". */
export function isSameUnit(one: string, other: string): boolean {
  return one === other || unitKey(one) === unitKey(other);
}

/** A unit's own name: without the s of its plural and the point of an abbreviation. */
export function unitKey(unit: string): string {
  return unit.replace(/(\p{L}{2})s?\.?$/u, "$1");
}
