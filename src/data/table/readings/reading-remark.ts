import type { NumberReading } from "../cells/number-reading.ts";
import type { DateReading } from "../dates/date-format.ts";
import type { Column } from "../table.ts";

/** Something that the reader of a table should know of how a column was read. */
export type ReadingRemark =
  | {
      readonly kind: "numbers";
      readonly reading: NumberReading;
      readonly cells: number;
      readonly present: number;
      /** Cells without the unit of the others. */
      readonly bare: number;
      readonly example: { readonly cell: string; readonly value: number };
      /** Whether points and commas could as well mean the opposite. */
      readonly isAmbiguous: boolean;
    }
  | {
      readonly kind: "dates";
      readonly reading: DateReading;
      readonly cells: number;
      readonly present: number;
      readonly example: { readonly cell: string; readonly value: string };
      /** A format that fits as well and gives other dates. */
      readonly other?: string;
    }
  /** Numbers that may be dates, with the format that they would have. */
  | { readonly kind: "dateDigits"; readonly example: { readonly cell: string; readonly value: string } }
  | {
      readonly kind: "gaps";
      readonly marks: readonly { readonly mark: string; readonly cells: number }[];
      readonly among: "numbers" | "dates" | "words";
    }
  | { readonly kind: "codes"; readonly why: "leadingZeros" | "manyDigits"; readonly example: string }
  /** The spellings of two values that were taken for one each. */
  | { readonly kind: "spellings"; readonly words: readonly string[]; readonly labels: readonly string[] }
  | { readonly kind: "units"; readonly examples: readonly string[] }
  /** Dates in several spellings, or of years that no dates are of, which stay words. */
  | {
      readonly kind: "datesInWords";
      readonly why: "spellings" | "years";
      readonly examples: readonly string[];
    }
  | { readonly kind: "sentinel"; readonly value: number; readonly cells: number };

/** A remark with the column that it is on. */
export type ColumnRemark = ReadingRemark & { readonly column: string };

/** A column as it was read, with what a reader should know of that. */
export interface BuiltColumn {
  readonly column: Column;
  readonly remarks: readonly ReadingRemark[];
}
