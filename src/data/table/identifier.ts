import type { Column } from "./table.ts";

/**
 * A column of words names its rows when nearly each cell has its own word, and not by chance in a small
 * table.
 */
const IDENTIFIER_SHARE = 0.9;
const FEWEST_ROWS = 20;

/**
 * Whether a column of words with so many present cells and different words names rows instead of describing
 * them.
 */
export function namesRows(column: Column, counts: { distinct: number; present: number }): boolean {
  const { distinct, present } = counts;
  return column.type === "category" && present >= FEWEST_ROWS && distinct >= IDENTIFIER_SHARE * present;
}

/** Whether a column is 0, 1, 2, ... or 1, 2, 3, ... down the table. */
export function countsRows(column: Column): boolean {
  if (column.type !== "number" || column.data.length < FEWEST_ROWS) return false;
  const [first] = column.data;
  return (first === 0 || first === 1) && column.data.every((value, row) => value === first + row);
}
