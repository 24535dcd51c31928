import { type CellColumn, isMissing } from "../table/table.ts";
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

/** As {@link categoryPlaces}, but that missing ones have a place of their own after that of unseen ones. */
export function statisticsPlaces(
  column: CellColumn,
  categories: readonly string[],
  rows: number,
): CategoryPlaces {
  const { codes, places } = categoryPlaces(column, categories, rows);
  return { codes: codes.map((code, row) => (isMissing(column, row) ? places : code)), places: places + 1 };
}
