/** The marks that can stand before decimals. */
export const DECIMAL_MARKS = [".", ","] as const;
/** The mark before decimals. */
export type DecimalMark = (typeof DECIMAL_MARKS)[number];
