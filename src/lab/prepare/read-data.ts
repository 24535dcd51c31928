import {
  isTable,
  MEMORY_SOURCE,
  type MemoryData,
  tableOfMemory,
} from "../../data/read/arrays/memory-data.ts";
import { readTable } from "../../data/read/read-table.node.ts";
import type { ReadOptions } from "../../data/read/sources/source-reader.ts";
import type { Table } from "../../data/table/table.ts";

/** The path of a file or folder of data, or data in memory: a table, records or columns. */
export type DataSource = string | MemoryData;

/** The table that a call is about: read from a path, made of data in memory, or as it is. */
export async function readData(data: DataSource, options: ReadOptions): Promise<Table> {
  return typeof data === "string" ? readTable(data, options) : tableOfMemory(data, options);
}

/** The name of the data for people: the path, the table's own name, or that they are in memory. */
export function dataName(data: DataSource): string {
  if (typeof data === "string") return data;
  return isTable(data) ? data.source : MEMORY_SOURCE;
}
