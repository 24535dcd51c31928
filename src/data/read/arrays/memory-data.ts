import { TrainwellError } from "../../../base/errors.ts";
import { type CellValue, tableFromColumns } from "../../table/building/column-table.ts";
import { tableFromRecords } from "../../table/building/record-table.ts";
import type { TableOptions } from "../../table/building/table-builder.ts";
import type { Table } from "../../table/table.ts";
import type { NumberArray } from "./array-values.ts";

/** The numbers of a cell that holds an array, such as an image; nested or flat. */
export type CellNumbers = NumberArray | readonly (number | CellNumbers)[];

/** Columns by their names, all of one length: numbers, texts, booleans, dates, or arrays of numbers. */
export type DataColumns = Readonly<Record<string, NumberArray | readonly (CellValue | CellNumbers)[]>>;

/** Rows as objects with a value for each column, as `tableFromRecords` reads them. */
export type DataRecords = readonly object[];

/** Data as a program has them: records, columns, or a table that was made of them. */
export type MemoryData = DataRecords | DataColumns | Table;

/** The name of data in memory that bring none, for messages and for the records of runs. */
export const MEMORY_SOURCE = "data in memory";

/** Whether data are a table already. */
export function isTable(data: unknown): data is Table {
  const { rows, columns } = (data ?? {}) as Partial<Table>;
  return typeof rows === "number" && Array.isArray(columns);
}

/**
 * The table of records or columns. What is a table stays as it is.
 *
 * @param options `types`, `decimal`, `gaps` and `readings` as of a file; `source` names the data in messages
 *   ("data in memory" by default).
 * @throws TrainwellError `data-invalid` for anything but records and columns, and what `tableFromRecords` and
 *   `tableFromColumns` throw of their values.
 */
export function tableOfMemory(
  data: MemoryData,
  options: TableOptions & { readonly source?: string } = {},
): Table {
  if (isTable(data)) return data;
  const told = { ...options, source: options.source ?? MEMORY_SOURCE };
  if (Array.isArray(data)) return tableFromRecords(data, told);
  if (!isPlainObject(data)) throw dataInvalid(`received ${described(data)}`);
  const columns = Object.entries(data);
  for (const [name, values] of columns)
    if (!isList(values)) throw dataInvalid(`received ${described(values)} as column "${name}"`);
  if (columns.length === 0 || columns[0][1].length === 0) throw dataInvalid("received no rows");
  return tableFromColumns(columns as Parameters<typeof tableFromColumns>[0], told);
}

function isPlainObject(data: unknown): data is DataColumns {
  if (typeof data !== "object" || data === null) return false;
  const prototype: unknown = Object.getPrototypeOf(data);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function isList(values: unknown): boolean {
  return Array.isArray(values) || (ArrayBuffer.isView(values) && !(values instanceof DataView));
}

/** A value in few words, such as `"red"`, "undefined" or "a Map". */
function described(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  const name = value.constructor?.name;
  return name === undefined || name === "Object" ? "an object" : `a ${name}`;
}

function dataInvalid(received: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "data-invalid",
    message: `The data: expected a path, a table, records or columns, ${received}.`,
    hint: 'Give records as [{ "column": value }, ...], or columns as { "column": [value, ...] }.',
  });
}
