import type { CellColumn } from "../table/table.ts";
import { classCodes } from "../target/task.ts";
import type { CategoryPlaces } from "./target-statistics.ts";

/**
 * The place of each row's category among those seen in training; unseen and missing ones come after the last.
 */
export function categoryPlaces(
  column: CellColumn,
  categories: readonly string[],
  rows: number,
): CategoryPlaces {
  const unseen = categories.length;
  const codes = classCodes(column, { rows, classes: categories });
  return { codes: codes.map((code) => (code < 0 ? unseen : code)), places: unseen + 1 };
}
