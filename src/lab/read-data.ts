import { readTable } from "../data/read/read-table.node.ts";
import type { ReadOptions } from "../data/read/source-reader.ts";
import type { Table } from "../data/table/table.ts";
import type { DataReading } from "../recipe/sections/data-section.ts";

/** How a recipe has its data read, as options of reading. */
export function readingOptions({ header, sheet, decimal, ...rest }: DataReading): ReadOptions {
  return {
    ...rest,
    header: header === "auto" ? undefined : header === "present",
    sheet: sheet ?? undefined,
    decimal: decimal === "auto" ? undefined : decimal,
  };
}

/** The table that a call is about: read from a path, or as it is. */
export async function readData(data: string | Table, options: ReadOptions): Promise<Table> {
  return typeof data === "string" ? readTable(data, options) : data;
}

/** The name of the data for people: the path, or the table's own name. */
export function dataName(data: string | Table): string {
  return typeof data === "string" ? data : data.source;
}
