import { spreadRows } from "../../data/split/spread-rows.ts";
import { allRows } from "../../data/table/table.ts";
import type { CheckedData } from "./check.ts";

const MOST_ROWS = 5000;
const FEWEST_ROWS = 500;
/** So many cells are looked at in well under a second. */
const MOST_CELLS = 2e6;

/** Rows with a target, without copies of earlier ones, evenly spread; fewer of wide tables. */
export function sampledRows({ table, target, split }: CheckedData): Int32Array {
  const rows = target?.rows ?? allRows(table.rows);
  const copies = split?.copies;
  const own = copies ? rows.filter((row) => copies[row] === row) : rows;
  const most = Math.floor(MOST_CELLS / table.columns.length);
  return spreadRows(own, Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, most)));
}
