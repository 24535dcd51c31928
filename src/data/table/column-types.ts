/** The types that a column of cells can have. */
export const COLUMN_TYPES = ["number", "boolean", "category"] as const;
/** A type that a column of cells can have. */
export type ColumnType = (typeof COLUMN_TYPES)[number];

/** Told facts of a column: its type, or "percent" for numbers with %, whether it is written or not. */
export const TOLD_TYPES = ["number", "percent", "boolean", "category"] as const;
/** A told fact of a column. */
export type ToldType = (typeof TOLD_TYPES)[number];
