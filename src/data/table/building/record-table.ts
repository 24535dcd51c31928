import { TrainwellError } from "../../../base/errors.ts";
import type { Table } from "../table.ts";
import { commonDecimal, withNotes } from "./finish-columns.ts";
import { checkTypes, hintsOn, type TableOptions } from "./table-builder.ts";
import { ValueColumn } from "./value-column.ts";

/** Objects are taken apart so deep. */
const DEEPEST = 8;

/** Collects records, objects with a value for each column, into a table. */
export class RecordTable {
  readonly #source: string;
  readonly #options: TableOptions;
  readonly #columns = new Map<string, ValueColumn>();
  #rows = 0;

  constructor(source: string, options: TableOptions) {
    this.#source = source;
    this.#options = options;
  }

  get rows(): number {
    return this.#rows;
  }

  /**
   * Takes the next record. A column that a record lacks is missing there; one that comes late is missing
   * before.
   *
   * @throws TrainwellError `record-invalid` when it is no object, and what a value raises.
   */
  add(record: unknown): void {
    if (typeof record !== "object" || record === null || Array.isArray(record))
      throw this.#invalid("expected an object with a value for each column");
    for (const [name, value] of flatEntries(record)) {
      let column = this.#columns.get(name);
      if (column === undefined) {
        if (name.trim() === "") throw this.#invalid("a column has no name");
        column = new ValueColumn(name, {
          source: this.#source,
          hints: hintsOn(name, this.#options),
          readsTexts: this.#options.readsTexts ?? true,
          missingRows: this.#rows,
        });
        this.#columns.set(name, column);
      }
      if (column.rows > this.#rows) throw this.#invalid(`column "${name}" has two values`);
      column.add(value);
    }
    this.#rows++;
    for (const column of this.#columns.values()) if (column.rows < this.#rows) column.add(undefined);
  }

  /**
   * The table. @throws TrainwellError `rows-missing` without a record; `column-missing` for a type of no
   * column.
   */
  finish(): Table {
    if (this.#rows === 0 || this.#columns.size === 0) {
      throw new TrainwellError({
        kind: "input",
        code: "rows-missing",
        message: `${this.#source} has no rows.`,
        details: { source: this.#source },
        hint: "Give an object for each example.",
      });
    }
    const { types = {}, allowAbsentTypes = false } = this.#options;
    if (!allowAbsentTypes) checkTypes(types, [...this.#columns.keys()], this.#source);
    const columns = [...this.#columns.values()];
    const tableDecimal = commonDecimal(columns);
    const built = columns.map((column) => column.finish({ tableDecimal }));
    return { source: this.#source, rows: this.#rows, ...withNotes(built) };
  }

  #invalid(what: string): TrainwellError {
    const row = this.#rows + 1;
    return new TrainwellError({
      kind: "input",
      code: "record-invalid",
      message: `${this.#source}, row ${row}: ${what}.`,
      details: { source: this.#source, row },
      hint: 'Write each row as {"column": value, ...}.',
    });
  }
}

/** The values of a record by column; those of an object within it are called "object.name". */
function flatEntries(record: object, depth = 0): [string, unknown][] {
  return Object.entries(record).flatMap(([name, value]): [string, unknown][] =>
    depth < DEEPEST && isPlainObject(value) && Object.keys(value).length > 0
      ? flatEntries(value, depth + 1).map(([inner, item]) => [`${name}.${inner}`, item])
      : [[name, value]],
  );
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * A table from records, such as the objects of an array: a column for each key, of numbers, booleans, texts
 * or arrays of numbers; of an object within a record its values, as columns "object.name". Keys that a record
 * lacks, null and NaN are missing values.
 *
 * @param records objects, one a row.
 * @param options `source` names the table in messages ("the records" by default); `types` tells the types of
 *   columns.
 * @throws TrainwellError `rows-missing`, `record-invalid`, `value-invalid`, `array-shape`.
 * @example
 * tableFromRecords([{ height: 1.7, colour: "red" }, { height: null, colour: "blue" }]).rows; // 2
 */
export function tableFromRecords(
  records: Iterable<unknown>,
  options: TableOptions & { source?: string } = {},
): Table {
  const table = new RecordTable(options.source ?? "the records", options);
  for (const record of records) table.add(record);
  return table.finish();
}
