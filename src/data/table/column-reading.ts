import * as z from "zod/mini";
import type { DecimalMark } from "./cells/decimal-mark.ts";
import { numberReadingSchema } from "./cells/number-reading.ts";
import type { ToldType } from "./column-types.ts";
import { dateReadingSchema } from "./dates/date-format.ts";

/** The schema of {@link ColumnReading}. */
export const columnReadingSchema = z.strictObject({
  /** Left out for numbers as programs write them. */
  number: z.optional(numberReadingSchema),
  /** Of columns of dates. */
  date: z.optional(dateReadingSchema),
  /** Cells that mean "no value" in this column, beside those that do in every column of its type. */
  gaps: z.optional(z.readonly(z.array(z.string()))),
});

/** How the cells of a column became what they are; stored with a model, so that predictions read alike. */
export type ColumnReading = Readonly<z.infer<typeof columnReadingSchema>>;

/** The told facts of a column's cells before they are read. */
export interface ColumnHints {
  /** The type that was told. */
  readonly type?: ToldType | undefined;
  /** How the column was read in training. */
  readonly reading?: ColumnReading | undefined;
  /** The mark before decimals that was told for the whole table. */
  readonly decimal?: DecimalMark | undefined;
  /** The mark before decimals that other columns of the table show. */
  readonly tableDecimal?: DecimalMark | undefined;
  /** Cells that were told to mean "no value". */
  readonly gaps?: readonly string[];
}
