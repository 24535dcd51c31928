import { formatProblem } from "./dates/date-words.ts";

/** The types that a column of cells can have. */
export const COLUMN_TYPES = ["number", "boolean", "category", "date"] as const;
/** A type that a column of cells can have. */
export type ColumnType = (typeof COLUMN_TYPES)[number];

/** Told facts of a column: its type, or "percent" for numbers with %, whether it is written or not. */
export const TOLD_TYPES = ["number", "percent", "boolean", "category", "date"] as const;
/** A told fact of a column; of dates also how they are written, such as "date:%d.%m.%Y". */
export type ToldType = (typeof TOLD_TYPES)[number] | `date:${string}`;

/** The part of a told type that is its name. */
export function nameOfType(told: ToldType): (typeof TOLD_TYPES)[number] {
  return told.startsWith("date:") ? "date" : (told as (typeof TOLD_TYPES)[number]);
}

/** How dates were told to be written; undefined where that was not told. */
export function toldFormat(told: ToldType | undefined): string | undefined {
  return told?.startsWith("date:") ? told.slice("date:".length) : undefined;
}

/** The reason why a text is no told type; undefined where it is one. */
export function toldTypeProblem(text: string): string | undefined {
  if ((TOLD_TYPES as readonly string[]).includes(text)) return undefined;
  const format = toldFormat(text as ToldType);
  return format === undefined ? `it is none of ${TOLD_TYPES.join(", ")}` : formatProblem(format);
}
