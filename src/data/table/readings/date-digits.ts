import { parseDates } from "../dates/date-format.ts";
import { digitFormatsOf } from "../dates/date-spellings.ts";
import { dateText } from "../dates/date-words.ts";
import type { NumberColumn } from "../table.ts";
import { isCalledTime } from "../time-name.ts";
import type { ReadingRemark } from "./reading-remark.ts";

/** Fewer different numbers may be dates by chance. */
const FEWEST_NUMBERS = 10;
/** Years that people have dates of. */
const [FIRST_YEAR, LAST_YEAR] = [1900, 2100];

/**
 * Whether the numbers of a column may be dates: every one is a day in digits, such as 20241231, or the column
 * is called a time and every one is a day of a spreadsheet or a second since 1970. It is for people to say.
 */
export function dateDigitsOf(column: NumberColumn): Extract<ReadingRemark, { kind: "dateDigits" }>[] {
  const { data } = column;
  const first = data.find((value) => !Number.isNaN(value));
  if (first === undefined) return [];
  const [format] = digitFormatsOf(String(first));
  if (format === undefined || format === "%Y" || format === "%Y%m") return [];
  if (format !== "%Y%m%d" && !isCalledTime(column)) return [];
  const parse = parseDates({ format });
  const isDate = (value: number) => {
    const year = new Date(parse(String(value))).getUTCFullYear();
    return Number.isNaN(value) || (year >= FIRST_YEAR && year <= LAST_YEAR);
  };
  if (!data.every(isDate) || new Set(data).size < FEWEST_NUMBERS) return [];
  const cell = String(first);
  return [{ kind: "dateDigits", example: { cell, value: dateText(parse(cell), { format }) } }];
}
