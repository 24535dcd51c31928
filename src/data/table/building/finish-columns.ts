import type { DecimalMark } from "../cells/decimal-mark.ts";
import { dateDigitsOf } from "../readings/date-digits.ts";
import { readingNotes } from "../readings/reading-notes.ts";
import type { BuiltColumn, ColumnRemark } from "../readings/reading-remark.ts";
import { sentinelsOf } from "../readings/sentinels.ts";
import type { Table } from "../table.ts";

/**
 * The mark before decimals that columns show, where all that show one agree: it settles what the cells of the
 * others leave open.
 */
export function commonDecimal(
  columns: readonly { readonly decimal: DecimalMark | undefined }[],
): DecimalMark | undefined {
  const marks = new Set(columns.map(({ decimal }) => decimal).filter((mark) => mark !== undefined));
  const [mark] = marks;
  return marks.size === 1 ? mark : undefined;
}

/** The columns of a table, with notes on how they were read where there is something to say. */
export function withNotes(built: readonly BuiltColumn[]): Pick<Table, "columns" | "notes"> {
  const notes = readingNotes(built.flatMap(remarksOn));
  return { columns: built.map(({ column }) => column), ...(notes.length === 0 ? {} : { notes }) };
}

function remarksOn({ column, remarks }: BuiltColumn): ColumnRemark[] {
  const sentinels = column.type === "number" ? sentinelsOf(column.data) : [];
  const digits = column.type === "number" ? dateDigitsOf(column) : [];
  return [...remarks, ...sentinels, ...digits].map((remark) => ({ ...remark, column: column.name }));
}
