import { allRows, type CellColumn, listed } from "../../data/table/table.ts";
import { type CheckedData, inputColumns } from "./check.ts";

/** The inputs of cells. */
export function cellInputs(data: CheckedData): CellColumn[] {
  return inputColumns(data).filter((column) => column.type !== "tensor");
}

/** The rows with a target, or all. */
export function rowsOf({ table, target }: CheckedData): Int32Array {
  return target?.rows ?? allRows(table.rows);
}

/** `Column "a" has`, `2 columns ("a", "b") have`. */
export function columnsHave(names: readonly string[]): string {
  return names.length === 1
    ? `Column ${listed(names)} has`
    : `${names.length} columns (${listed(names)}) have`;
}

/** Where columns that tell nothing come from, and what comes of leaving them out. */
export const SCREENING = {
  source: "Kuhn & Johnson, Feature Engineering and Selection, 2019, chapter 3",
  expect: "The same score with less.",
};
