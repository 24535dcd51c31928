import { TrainwellError } from "../../../base/errors.ts";

/** The rows of a JSON document, and what is to be said of how they were found. */
interface JsonRecords {
  readonly records: readonly unknown[];
  readonly notes: readonly string[];
}

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The rows of a JSON document: of an array its objects; of an object with an array or an object of cells for
 * each column one row for each place or key; of an object with one array of objects those; of an object with
 * numbered objects those; of names in "columns" and arrays in "data" a row each.
 *
 * @throws TrainwellError `json-shape` where it is none of these.
 */
export function jsonRecords(value: unknown, source: string): JsonRecords {
  if (Array.isArray(value)) return { records: value, notes: [] };
  if (!isObject(value)) throw noRows(source, "a single value");
  const entries = Object.entries(value);
  const lists = entries.filter(([, item]) => Array.isArray(item) && item.length > 0 && item.every(isObject));
  if (lists.length === 1)
    return within(
      lists[0] as [string, unknown[]],
      entries.map(([name]) => name),
    );
  const others = numberedRows(entries) ?? splitRows(value);
  if (others !== undefined) return { records: others, notes: [] };
  const columns = entries.map(([name, column]) => [name, cellsOf(column)] as const);
  if (entries.length === 0 || columns.some(([, cells]) => cells === undefined))
    throw noRows(
      source,
      lists.length > 1 ? `an object with ${lists.length} tables` : "an object of another shape",
    );
  return { records: rowsOf(columns as [string, ReadonlyMap<string, unknown>][]), notes: [] };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function within([name, records]: [string, unknown[]], names: readonly string[]): JsonRecords {
  const others = names.filter((other) => other !== name).map((other) => `"${other}"`);
  if (others.length === 0) return { records, notes: [] };
  const are = others.length === 1 ? "is" : "are";
  return {
    records,
    notes: [`The rows are those of "${name}"; ${others.slice(0, 5).join(", ")} beside it ${are} not read.`],
  };
}

/** The rows of {"0": {"height": 1.7}, "1": ...}; undefined where it is none. */
function numberedRows(entries: readonly (readonly [string, unknown])[]): JsonObject[] | undefined {
  const rows = entries.map(([, row]) => row);
  const isNumbered = entries.length > 0 && entries.every(([name]) => /^\d+$/.test(name));
  if (!isNumbered || !rows.every(isObject)) return undefined;
  return Object.keys(rows[0]).some((name) => !/^\d+$/.test(name)) ? rows : undefined;
}

/** The rows of {"columns": ["height"], "data": [[1.7], ...]}; undefined where it is none. */
function splitRows({ columns, data }: JsonObject): JsonObject[] | undefined {
  if (!Array.isArray(columns) || !columns.every((name) => typeof name === "string")) return undefined;
  if (!Array.isArray(data) || data.length === 0) return undefined;
  const isRow = (row: unknown): row is unknown[] => Array.isArray(row) && row.length === columns.length;
  if (!data.every(isRow)) return undefined;
  return data.map((row) => Object.fromEntries(columns.map((name, place) => [name, row[place]])));
}

/** The cells of a column by their places or keys; undefined where it is none. */
function cellsOf(column: unknown): ReadonlyMap<string, unknown> | undefined {
  if (!Array.isArray(column) && !isObject(column)) return undefined;
  const cells = Object.entries(column);
  return cells.some(([, cell]) => isObject(cell)) ? undefined : new Map(cells);
}

function rowsOf(columns: readonly (readonly [string, ReadonlyMap<string, unknown>])[]): JsonObject[] {
  const keys = new Set(columns.flatMap(([, cells]) => [...cells.keys()]));
  return [...keys].map((key) => Object.fromEntries(columns.map(([name, cells]) => [name, cells.get(key)])));
}

function noRows(source: string, what: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "json-shape",
    message: `${source} holds ${what}; expected an array with an object for each row.`,
    details: { source },
    hint: 'Write it as [{"height": 1.7, "colour": "red"}, ...].',
  });
}
