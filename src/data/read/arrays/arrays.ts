import { TrainwellError } from "../../../base/errors.ts";
import { partOfName } from "../../split/part-names.ts";
import { tableFromColumns } from "../../table/building/column-table.ts";
import type { ToldType } from "../../table/column-types.ts";
import {
  type CategoryColumn,
  type Column,
  type ColumnTypes,
  listed,
  type Table,
  type TensorColumn,
} from "../../table/table.ts";
import { sortLabels } from "../../target/task.ts";
import {
  concatenateArrays,
  type DataArray,
  elementCount,
  type NumberArray,
  toFloat64,
} from "./array-values.ts";

/** Names under which arrays hold what is to be predicted. */
const TARGET_NAMES: ReadonlySet<string> = new Set(["y", "label", "labels", "target", "targets"]);
/** The column that says which part a row is of, where arrays come in parts. */
const SPLIT_COLUMN = "split";

/**
 * A table from arrays whose first axis counts the rows: one axis makes a column of numbers, booleans or
 * words, more make a column of arrays (bytes stay bytes, other numbers become float32). Bytes [N, height,
 * width] and [N, height, width, 1 or 3] are images, and become [N, channels, height, width].
 *
 * Arrays in parts, named as `x_train` and `y_test` or `train_images` and `test_labels`, are put together, and
 * a column "split" says which part a row is of. A column named y, label or target is the one to predict.
 *
 * @param arrays by name.
 * @param options `source` names the table in messages ("the arrays" by default); `types` tells the types of
 *   columns of one axis, over those inferred by default.
 * @throws TrainwellError `arrays-invalid` when they have different numbers of rows or no row, or parts are
 *   missing; `array-not-finite` for numbers that are not finite in arrays.
 * @example
 * tableFromArrays({ x: { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }, y: { shape: [2], data:
 * ["a", "b"] } });
 */
export function tableFromArrays(
  arrays: Readonly<Record<string, DataArray>>,
  options: { source?: string; types?: ColumnTypes } = {},
): Table {
  const { source = "the arrays", types = {} } = options;
  const given = Object.entries(arrays);
  if (given.length === 0) throw invalidArrays(source, "has no array", "Give at least one array.");
  for (const [name, { shape, data }] of given) {
    if (shape.length === 0)
      throw invalidArrays(
        source,
        `has a single number as "${name}"`,
        "Give an array with a row for each example.",
      );
    if (elementCount(shape) !== data.length)
      throw invalidArrays(
        source,
        `has ${data.length} elements in "${name}"; expected ${elementCount(shape)} for the shape ` +
          `[${shape.join(", ")}]`,
        "Correct the shape.",
      );
  }
  const parts = joinParts(given, source);
  const { entries, split } = parts ?? { entries: given, split: undefined };
  const rows = commonRows(entries, source);
  const columns = entries.map(([name, array]) =>
    columnOf(name, array, { source, told: typeOf(types, name) }),
  );
  const target = columns.find(
    (column) => column.type !== "tensor" && TARGET_NAMES.has(column.name.toLowerCase()),
  );
  return {
    source,
    rows,
    columns: split === undefined ? columns : [...columns, split],
    ...(target === undefined ? {} : { targetColumn: target.name }),
    ...(split === undefined ? {} : { splitColumn: split.name }),
  };
}

function typeOf(types: ColumnTypes, name: string): ToldType | undefined {
  return Object.hasOwn(types, name) ? types[name] : undefined;
}

function commonRows(entries: readonly (readonly [string, DataArray])[], source: string): number {
  const [[firstName, first]] = entries;
  const rows = first.shape[0];
  const other = entries.find(([, { shape }]) => shape[0] !== rows);
  if (other !== undefined) {
    const what = `has ${rows} rows in "${firstName}" and ${other[1].shape[0]} in "${other[0]}"`;
    throw invalidArrays(source, what, "Give every array one row for each example.");
  }
  if (rows === 0) throw invalidArrays(source, "has no rows", "Give a row for each example.");
  return rows;
}

/** Arrays that come in parts as one each, with the column of parts; undefined where they do not. */
function joinParts(given: readonly (readonly [string, DataArray])[], source: string) {
  const named = given.map(([name, array]) => ({ ...partOfName(name), name, array }));
  if (named.some(({ part }) => part === undefined) || !named.some(({ part }) => part === "train"))
    return undefined;
  const parts = [...new Set(named.map(({ part }) => part!))];
  const bases = [...new Set(named.map(({ base }) => base))];
  const entries = bases.map((base): [string, DataArray] => {
    const arrays = parts.map((part) => named.find((entry) => entry.base === base && entry.part === part));
    const absent = parts[arrays.indexOf(undefined)];
    if (absent !== undefined) {
      const others = named.filter((entry) => entry.base === base).map(({ name }) => name);
      throw invalidArrays(
        source,
        `has ${listed(others)}, but no ${absent} part of it`,
        "Give all parts of every array.",
      );
    }
    return [
      base,
      concatenateArrays(
        arrays.map((entry) => entry!.array),
        base,
      ),
    ];
  });
  const sizes = parts.map((part) => {
    const own = named.filter((entry) => entry.part === part).map(({ name, array }) => [name, array] as const);
    return commonRows(own, source);
  });
  return { entries, split: splitColumn(parts, sizes) };
}

/** The column that says which part each row is of, where the rows of a part follow one another. */
export function splitColumn(parts: readonly string[], sizes: readonly number[]): CategoryColumn {
  const data = new Int32Array(sizes.reduce((sum, size) => sum + size, 0));
  let offset = 0;
  sizes.forEach((size, part) => {
    data.fill(part, offset, offset + size);
    offset += size;
  });
  return { type: "category", name: SPLIT_COLUMN, data, categories: [...parts] };
}

function columnOf(
  name: string,
  array: DataArray,
  { source, told }: { source: string; told: ToldType | undefined },
): Column {
  const { shape, data } = array;
  const isColumn = shape.length === 1 || (shape.length === 2 && shape[1] === 1);
  if (!isColumn) return tensorColumn(name, array, source);
  if (!isNumbers(data))
    return tableFromColumns([[name, data]], { types: told === undefined ? {} : { [name]: told } }).columns[0];
  if (
    told === "category" ||
    (told === undefined && data instanceof Uint8Array && TARGET_NAMES.has(name.toLowerCase()))
  )
    return labelColumn(name, data);
  if (array.isBoolean || told === "boolean")
    return {
      type: "boolean",
      name,
      data: Uint8Array.from(toFloat64(data), (value) => Number(value !== 0)),
      labels: ["false", "true"],
    };
  return { type: "number", name, data: toFloat64(data) };
}

function isNumbers(data: DataArray["data"]): data is NumberArray {
  return !Array.isArray(data);
}

/** A column of numbers that name classes; the categories are in the order of the numbers. */
export function labelColumn(name: string, data: NumberArray): CategoryColumn {
  const codes = new Map<string, number>();
  for (const value of new Set<number | bigint>(data)) codes.set(String(value), 0);
  const categories = sortLabels([...codes.keys()]);
  categories.forEach((label, code) => {
    codes.set(label, code);
  });
  const column = new Int32Array(data.length);
  for (let row = 0; row < data.length; row++) column[row] = codes.get(String(data[row]))!;
  return { type: "category", name, data: column, categories };
}

/**
 * A column of arrays: bytes as they are, other numbers as float32. Bytes without a channel axis get one, and
 * images whose channels come last are turned.
 *
 * @throws TrainwellError `arrays-invalid` for words; `array-not-finite`.
 */
export function tensorColumn(name: string, array: DataArray, source: string): TensorColumn {
  const { data, shape } = array;
  if (!isNumbers(data))
    throw invalidArrays(source, `has words in several axes as "${name}"`, "Give numbers.");
  const [rows, ...row] = shape;
  if (row.includes(0)) throw invalidArrays(source, `has empty rows in "${name}"`, "Leave the array out.");
  const dtype = data instanceof Uint8Array && !array.isBoolean ? "uint8" : "float32";
  const values = dtype === "uint8" ? (data as Uint8Array) : finiteFloats(name, data, { source, rows });
  if (dtype === "uint8" && row.length === 2)
    return { type: "tensor", name, dtype, rowShape: [1, ...row], data: values };
  if (row.length === 3 && isChannels(row[2]) && !isChannels(row[0])) {
    const [height, width, channels] = row;
    return {
      type: "tensor",
      name,
      dtype,
      rowShape: [channels, height, width],
      data: channelsFirst(values, row),
    };
  }
  return { type: "tensor", name, dtype, rowShape: row, data: values };
}

function isChannels(size: number): boolean {
  return size === 1 || size === 3;
}

/** Images [height, width, channels] as [channels, height, width]. */
export function channelsFirst<T extends Uint8Array | Float32Array>(data: T, row: readonly number[]): T {
  const [height, width, channels] = row;
  const [pixels, size] = [height * width, height * width * channels];
  const turned = new (data.constructor as new (length: number) => T)(data.length);
  for (let begin = 0; begin < data.length; begin += size) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      for (let channel = 0; channel < channels; channel++)
        turned[begin + channel * pixels + pixel] = data[begin + pixel * channels + channel];
    }
  }
  return turned;
}

function finiteFloats(
  name: string,
  data: NumberArray,
  { source, rows }: { source: string; rows: number },
): Float32Array {
  const floats = data instanceof Float32Array ? data : Float32Array.from(toFloat64(data));
  const wrong = floats.findIndex((value) => !Number.isFinite(value));
  if (wrong < 0) return floats;
  const row = Math.floor(wrong / (data.length / rows)) + 1;
  throw new TrainwellError({
    kind: "input",
    code: "array-not-finite",
    message:
      `${source}, array "${name}", row ${row}: expected finite numbers within float32, received ` +
      `${data[wrong]}.`,
    details: { source, array: name, row },
    hint: "Fill in or leave out what is missing; a column of one number a row may have missing ones.",
  });
}

function invalidArrays(source: string, what: string, hint: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "arrays-invalid",
    message: `${source} ${what}.`,
    details: { source },
    hint,
  });
}
