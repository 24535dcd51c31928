/** A row of a file before anything is known of its cells. */
export interface FileRow {
  readonly cells: readonly string[];
  /** Its first line in the file, counted from 1, as an editor shows it. */
  readonly line: number;
}

/** Of very many columns the first ones tell what a row is. */
export const MOST_TELLING_COLUMNS = 1000;
const NUMBER = /^[-+−–(]?\s?[$€£¥]?\s?[-+−–]?[.,]?\d[\d\s.,'’_]*(?:e[-+]?\d+)?\s?[%$€£¥]?\)?$/i;
const DATE = /^(?:\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:[ T]\d.*)?|\d{1,2}:\d\d(?::\d\d.*)?)$/;

/** Whether a trimmed cell is a number in any of the ways people write them; which number is not asked. */
export function isNumberLike(cell: string): boolean {
  return NUMBER.test(cell) && !DATE.test(cell);
}

/** Whether a trimmed cell is a date or a time of day in digits. */
export function isDateLike(cell: string): boolean {
  return DATE.test(cell);
}

/** Whether a row is a line without anything on it. */
export function isBlankLine(cells: readonly string[]): boolean {
  return cells.length === 0 || (cells.length === 1 && cells[0].trim() === "");
}

/** Whether a row begins as a comment does. */
export function isComment(cells: readonly string[]): boolean {
  return cells.length > 0 && cells[0].trimStart().startsWith("#");
}

/** How many cells of a row hold anything. */
export function filledCells(cells: readonly string[]): number {
  return cells.reduce((count, cell) => count + Number(cell.trim() !== ""), 0);
}
