import { largestOf } from "./lists.ts";

/**
 * Rows of cells as aligned columns with two spaces between, below their header. Columns of numbers, which may
 * have commas between their thousands, are aligned to the right.
 *
 * @param header one word a column.
 * @param rows as many cells as the header has.
 */
export function alignColumns(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((name, i) => Math.max(name.length, largestOf(rows.map((row) => row[i].length))));
  const isNumeric = header.map((_, i) =>
    rows.every((row) => !Number.isNaN(Number(row[i].replaceAll(",", "")))),
  );
  const formatRow = (row: readonly string[]) =>
    row
      .map((cell, i) => (isNumeric[i] ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
      .join("  ")
      .trimEnd();
  return [header, ...rows].map(formatRow).join("\n");
}
