import { TrainwellError } from "../../base/errors.ts";
import { isMissingCell, parseNumber, readBooleans, trimCell } from "./cell.ts";
import { GrowingArray } from "./growing-array.ts";
import {
  type Column,
  type ColumnType,
  MISSING_BOOLEAN,
  MISSING_CATEGORY,
  type TensorColumn,
} from "./table.ts";

type Kind = "number" | "boolean" | "text" | "array";

/** The content of a cell, in words for people. */
const KIND_WORDS: Readonly<Record<Kind, string>> = {
  number: "a number",
  boolean: "true or false",
  text: "a text",
  array: "an array of numbers",
};

/**
 * Floats and bytes are kept in one growing list each; a column is of bytes only if all its rows are byte
 * arrays.
 */
interface ArrayRows {
  readonly shape: readonly number[];
  readonly isBytes: boolean;
  readonly values: GrowingArray<Float32Array> | GrowingArray<Uint8Array>;
}

/**
 * Collects the values of one column as a program or a typed file has them: numbers (also big ones), booleans,
 * texts, dates (as ISO 8601 text), and arrays of numbers, nested or not, of one shape. null, undefined and
 * NaN are missing. The first present value decides what the column is.
 */
export class ValueColumn {
  readonly #name: string;
  readonly #source: string;
  readonly #told: ColumnType | undefined;
  #kind: Kind | undefined;
  #rows = 0;
  readonly #numbers = new GrowingArray((length) => new Float64Array(length));
  readonly #words = new Map<string, number>();
  #arrays: ArrayRows | undefined;
  #firstMissing: number | undefined;

  /** @param options `missingRows` is the number of rows before the column first came. */
  constructor(name: string, options: { source: string; told: ColumnType | undefined; missingRows?: number }) {
    this.#name = name;
    this.#source = options.source;
    this.#told = options.told;
    for (let row = 0; row < (options.missingRows ?? 0); row++) this.add(undefined);
  }

  get rows(): number {
    return this.#rows;
  }

  /**
   * Takes the value of the next row.
   *
   * @throws TrainwellError `value-invalid` when it is of another kind than those before, or of none that is
   *   read; `array-shape` when an array has another shape than those before.
   */
  add(given: unknown): void {
    const row = ++this.#rows;
    const value = normalValue(given, this.#told);
    if (value === undefined) {
      this.#firstMissing ??= row;
      this.#numbers.push(NaN);
      return;
    }
    const kind = kindOf(value);
    if (kind === undefined)
      throw this.#invalid(row, "a number, a text, true or false, or an array of numbers", value);
    this.#kind ??= kind;
    if (kind !== this.#kind)
      throw this.#invalid(row, `${KIND_WORDS[this.#kind]} as in the rows before`, value);
    if (kind === "array") this.#addArray(value as ArrayLike<unknown>, row);
    else if (kind === "text") this.#numbers.push(this.#code(value as string));
    else if (Number.isFinite(Number(value))) this.#numbers.push(Number(value));
    else throw this.#invalid(row, "a finite number", value);
  }

  #code(word: string): number {
    const known = this.#words.get(word);
    if (known !== undefined) return known;
    this.#words.set(word, this.#words.size);
    return this.#words.size - 1;
  }

  #addArray(value: ArrayLike<unknown>, row: number): void {
    const flat: number[] | Uint8Array = value instanceof Uint8Array ? value : [];
    const shape = flat instanceof Uint8Array ? [flat.length] : flatten(value, flat);
    if (shape === undefined)
      throw this.#invalid(row, "an array of finite numbers whose parts have one length", value);
    const isBytes = flat instanceof Uint8Array;
    const arrays = this.#arrays ?? newArrayRows(shape, isBytes);
    this.#arrays = arrays;
    const expected = arrays.shape;
    if (shape.join() !== expected.join()) {
      throw new TrainwellError({
        kind: "input",
        code: "array-shape",
        message:
          `${this.#source}, row ${row}, column "${this.#name}": expected an array of shape ` +
          `[${expected.join(", ")}] as in the rows before, received [${shape.join(", ")}].`,
        details: { source: this.#source, row, column: this.#name },
        hint: "Bring all arrays of a column to one shape.",
      });
    }
    for (const number of flat) arrays.values.push(number);
  }

  /**
   * The finished column. @throws TrainwellError `value-invalid` when a row of a column of arrays has none.
   */
  finish(): Column {
    const [name, numbers] = [this.#name, this.#numbers];
    if (this.#kind === "array") return this.#tensor();
    const values = numbers.take();
    if (this.#told === "category" || this.#kind === "text") {
      const categories = [...this.#words.keys()];
      const data = Int32Array.from(values, (code) => (Number.isNaN(code) ? MISSING_CATEGORY : code));
      return this.#told === "boolean"
        ? this.#booleans(data, categories)
        : { type: "category", name, data, categories };
    }
    if (this.#kind !== "boolean") return { type: "number", name, data: values };
    const data = Uint8Array.from(values, (value) => (Number.isNaN(value) ? MISSING_BOOLEAN : value));
    return { type: "boolean", name, data, labels: ["false", "true"] };
  }

  #booleans(codes: Int32Array, words: readonly string[]): Column {
    const reading = readBooleans(words, { told: true });
    if (typeof reading === "number")
      throw this.#invalid(
        codes.indexOf(reading) + 1,
        "true or false (yes/no, t/f, y/n, 1/0)",
        words[reading],
      );
    const data = Uint8Array.from(codes, (code) => (code < 0 ? MISSING_BOOLEAN : reading.values[code]));
    return { type: "boolean", name: this.#name, data, labels: reading.labels };
  }

  #tensor(): TensorColumn {
    const { shape, isBytes, values } = this.#arrays!;
    if (this.#firstMissing !== undefined)
      throw this.#invalid(this.#firstMissing, "an array as in the other rows", undefined);
    return {
      type: "tensor",
      name: this.#name,
      dtype: isBytes ? "uint8" : "float32",
      rowShape: shape,
      data: values.take() as Float32Array | Uint8Array,
    };
  }

  #invalid(row: number, expected: string, received: unknown): TrainwellError {
    return new TrainwellError({
      kind: "input",
      code: "value-invalid",
      message:
        `${this.#source}, row ${row}, column "${this.#name}": expected ${expected}, received ` +
        `${describe(received)}.`,
      details: { source: this.#source, row, column: this.#name },
      hint: "Give every row of a column the same kind of value; null is a missing one.",
    });
  }
}

function newArrayRows(shape: readonly number[], isBytes: boolean): ArrayRows {
  if (isBytes) return { shape, isBytes, values: new GrowingArray((length) => new Uint8Array(length)) };
  return { shape, isBytes, values: new GrowingArray((length) => new Float32Array(length)) };
}

/** A value in one of the kinds that are kept; undefined where it is missing. */
function normalValue(value: unknown, told: ColumnType | undefined): unknown {
  if (value === null || value === undefined || (typeof value === "number" && Number.isNaN(value)))
    return undefined;
  const plain =
    value instanceof Date ? value.toISOString() : typeof value === "bigint" ? Number(value) : value;
  if (told === undefined || typeof plain === "object") return plain;
  const text = trimCell(String(plain));
  if (isMissingCell(text)) return undefined;
  if (told !== "number") return text;
  if (typeof plain === "boolean") return Number(plain);
  const number = typeof plain === "number" ? plain : parseNumber(text);
  return Number.isNaN(number) ? text : number;
}

function kindOf(value: unknown): Kind | undefined {
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "string") return "text";
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))
    ? "array"
    : undefined;
}

/**
 * Appends the numbers of a nested array and gives its shape; undefined where it is ragged or holds no finite
 * numbers.
 */
function flatten(value: ArrayLike<unknown>, into: number[]): number[] | undefined {
  if (value.length === 0) return undefined;
  let inner: number[] | undefined;
  for (let i = 0; i < value.length; i++) {
    const item = value[i];
    const shape = typeof item === "object" && item !== null ? flatten(item as ArrayLike<unknown>, into) : [];
    if (shape === undefined || (inner !== undefined && shape.join() !== inner.join())) return undefined;
    inner = shape;
    if (shape.length > 0) continue;
    const number = Number(item);
    const isNumber = typeof item === "number" || typeof item === "bigint";
    if (!isNumber || !Number.isFinite(Math.fround(number))) return undefined;
    into.push(number);
  }
  return [value.length, ...inner!];
}

function describe(value: unknown): string {
  if (value === undefined) return "no value";
  if (typeof value === "string") return `"${value.length > 60 ? `${value.slice(0, 57)}...` : value}"`;
  if (typeof value !== "object") return String(value);
  return Array.isArray(value) || ArrayBuffer.isView(value) ? "an array" : "an object";
}
