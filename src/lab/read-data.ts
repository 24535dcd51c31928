import { readTable } from "../data/read/read-table.node.ts";
import type { ReadOptions } from "../data/read/source-reader.ts";
import type { Table } from "../data/table/table.ts";

/** The facts of a file that are told before its rows are known; null and left out are not told. */
export interface FileForm {
  /** Whether its first row names the columns. */
  readonly header?: boolean | null;
  /** The sheet of an Excel file. */
  readonly sheet?: string | null;
}

/** The told facts of a file as options of reading. */
export function fileForm({ header, sheet }: FileForm): Pick<ReadOptions, "header" | "sheet"> {
  return { header: header ?? undefined, sheet: sheet ?? undefined };
}

/** The table that a call is about: read from a path, or as it is. */
export async function readData(data: string | Table, options: ReadOptions): Promise<Table> {
  return typeof data === "string" ? readTable(data, options) : data;
}

/** The name of the data for people: the path, or the table's own name. */
export function dataName(data: string | Table): string {
  return typeof data === "string" ? data : data.source;
}
