import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { scratch } from "../lib/paths.js";

/**
 * Writes a table with a last column "split" that says which rows are for the test.
 *
 * @returns its path, and the folder that it lies in alone.
 */
export function writeSplitTable(table, { split, train }) {
  const learnt = new Set(train);
  const partOf = (row) => (learnt.has(row) ? "other" : "test");
  const folder = join(scratch, "quality", table.name, String(split));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${table.name}.csv`);
  const lines = [[...table.header, "split"], ...table.rows.map((cells, row) => [...cells, partOf(row)])];
  writeFileSync(path, lines.map((cells) => `${cells.map(quoted).join(",")}\n`).join(""));
  return { path, folder };
}

function quoted(cell) {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
