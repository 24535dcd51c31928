import { readTable } from "../data/read/read-table.node.ts";
import type { ReadOptions } from "../data/read/source-reader.ts";
import type { Table } from "../data/table/table.ts";

/** The table that a call is about: read from a path, or as it is. */
export async function readData(data: string | Table, options: ReadOptions): Promise<Table> {
  return typeof data === "string" ? readTable(data, options) : data;
}

/** The name of the data for people: the path, or the table's own name. */
export function dataName(data: string | Table): string {
  return typeof data === "string" ? data : data.source;
}
