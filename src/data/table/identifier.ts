import { countDistinct } from "./describe-numbers.ts";
import { type Column, gather, MISSING_CATEGORY } from "./table.ts";

/**
 * A column of words names its rows when nearly each cell has its own word, and not by chance in a small
 * table.
 */
const IDENTIFIER_SHARE = 0.9;
const FEWEST_ROWS = 20;
/** Names that people give a column of keys. */
const KEY_NAME = /(^|[^a-z])(id|ids|key|uuid|guid|nr|no|number|index|code)$/i;
const KEY_NAME_IN_CAMELS = /[a-z](Id|ID|Key|Uuid|Nr|Number|Index|Code)$/;

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

/** Whether a column is called as keys are, such as `id`, `customer_no` or `itemKey`. */
export function isCalledKey({ name }: Pick<Column, "name">): boolean {
  return KEY_NAME.test(name) || KEY_NAME_IN_CAMELS.test(name);
}

/** Whether some rows of a column hold whole numbers, each its own, under the name of a key. */
export function isNumberedKey(column: Column, rows: Int32Array): boolean {
  if (column.type !== "number" || rows.length < FEWEST_ROWS || !isCalledKey(column)) return false;
  const values = gather(column.data, rows);
  return values.every(Number.isInteger) && countDistinct(values) === values.length;
}

/** Whether a column tells some rows apart instead of describing them. */
export function isIdentifier(column: Column, rows: Int32Array): boolean {
  if (column.type === "tensor") return false;
  if (column.type !== "category") return countsRows(column) || isNumberedKey(column, rows);
  const isSeen = new Uint8Array(column.categories.length);
  let [distinct, present] = [0, 0];
  for (const row of rows) {
    const code = column.data[row];
    if (code === MISSING_CATEGORY) continue;
    present++;
    distinct += 1 - isSeen[code];
    isSeen[code] = 1;
  }
  return namesRows(column, { distinct, present });
}

/** So many different sentences are a column of text, where they are most of its cells. */
const FEWEST_TEXTS = 20;
const TEXTS_SHARE = 0.5;

/** Whether a column holds free text: sentences, most of them different. */
export function isFreeText(column: Column): boolean {
  if (column.type !== "category" || column.categories.length < FEWEST_TEXTS || !isText(column)) return false;
  const present = column.data.reduce((count, code) => count + Number(code !== MISSING_CATEGORY), 0);
  return column.categories.length >= TEXTS_SHARE * present;
}

/** Cells of so many words are sentences. */
const WORDS_OF_TEXT = 4;
const MOST_TEXTS_READ = 500;

/** Whether a column holds sentences and not names of things. */
export function isText(column: Column): boolean {
  if (column.type !== "category" || column.categories.length === 0) return false;
  const cells = column.categories.slice(0, MOST_TEXTS_READ);
  const words = cells.reduce((sum, cell) => sum + (cell.match(/\S+/g)?.length ?? 0), 0);
  return words >= WORDS_OF_TEXT * cells.length;
}
