import { expect, test } from "vitest";
import { type CellValue, tableFromColumns } from "./building/column-table.ts";
import { RowHashes } from "./row-hashes.ts";

function distinct(columns: Readonly<Record<string, readonly CellValue[]>>): number {
  const table = tableFromColumns(Object.entries(columns));
  const hashes = new RowHashes(table.rows);
  for (const column of table.columns) hashes.add(column);
  return hashes.distinct();
}

test("rows are equal whose cells are, missing cells being equal and −0 being 0", () => {
  const a = [1, 1, 0, -0, null, null, 2];
  expect(distinct({ a, b: ["x", "x", "x", "x", null, null, "y"] })).toBe(4);
  expect(distinct({ a, b: [true, true, true, true, null, false, null] })).toBe(5);
});

test("rows are not equal that differ in one cell, or in the order of their cells", () => {
  const rows = Array.from({ length: 200_000 }, (_, row) => row);
  expect(distinct({ a: rows.map((row) => row * 0.1), b: rows.map((row) => row % 2) })).toBe(rows.length);
  expect(distinct({ a: rows.map((row) => row % 400), b: rows.map((row) => Math.floor(row / 400)) })).toBe(
    rows.length,
  );
});
