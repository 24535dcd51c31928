import { tableFromRecords } from "../table/building/record-table.ts";
import type { ColumnTypes, Table } from "../table/table.ts";

/**
 * An example: a value for each column, numbers, booleans, texts or arrays of numbers; null or absent where
 * missing.
 */
export type StreamRecord = Readonly<Record<string, unknown>>;

/**
 * Where examples come from that may be larger than memory: called once a pass, and each time it gives the
 * same records in the same order. A record must not be changed after it was given.
 */
export type RecordSource = () => AsyncIterable<StreamRecord> | Iterable<StreamRecord>;

/** How records are read as rows of a table. */
export interface RecordOptions {
  /** Types that are told instead of inferred, by column; none by default. */
  readonly types?: ColumnTypes;
  /** Shapes of rows that are given flat, by column, such as [1, 28, 28] for 784 bytes; none by default. */
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
}

/** The stream's name in messages. */
const STREAM = "the stream";

/** Records as a table; flat arrays get the shape that was told. */
export function tableOf(records: Iterable<StreamRecord>, { types = {}, shapes = {} }: RecordOptions): Table {
  const table = tableFromRecords(records, {
    types,
    allowAbsentTypes: true,
    // A few records do not show how all of them are to be read.
    readsTexts: false,
    source: STREAM,
  });
  const columns = table.columns.map((column) => {
    const rowShape = Object.hasOwn(shapes, column.name) ? shapes[column.name] : undefined;
    return column.type === "tensor" && rowShape ? { ...column, rowShape } : column;
  });
  return { ...table, columns };
}

/** Whether a value is missing. */
export function isAbsent(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === "number" && Number.isNaN(value));
}
