import { TrainwellError } from "../../../base/errors.ts";

/** Numbers of one kind, as files and callers bring them. */
export type NumberArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

/**
 * An array in row-major order whose first axis counts the rows: numbers, words, or with `isBoolean` zeros and
 * ones.
 */
export interface DataArray {
  readonly shape: readonly number[];
  readonly data: NumberArray | readonly string[];
  readonly isBoolean?: boolean;
}

/** The number of elements of a shape. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/** The numbers as float64; 64-bit integers beyond 2^53 lose their last digits. */
export function toFloat64(data: NumberArray): Float64Array {
  const numbers = new Float64Array(data.length);
  for (let i = 0; i < data.length; i++) numbers[i] = Number(data[i]);
  return numbers;
}

/**
 * Several arrays, one after the other along the first axis; all have one kind of number and one shape of row.
 */
export function concatenateArrays(arrays: readonly DataArray[], name: string): DataArray {
  const [first] = arrays;
  if (arrays.length === 1) return first;
  const row = first.shape.slice(1);
  for (const array of arrays) {
    const same =
      array.shape.slice(1).join() === row.join() && array.data.constructor === first.data.constructor;
    if (!same) throw differentRows(name, first, array);
  }
  const shape = [arrays.reduce((sum, array) => sum + array.shape[0], 0), ...row];
  if (Array.isArray(first.data))
    return { ...first, shape, data: arrays.flatMap((array) => array.data as string[]) };
  const Numbers = first.data.constructor as new (length: number) => Uint8Array;
  const data = new Numbers(elementCount(shape));
  let offset = 0;
  for (const array of arrays) {
    data.set(array.data as Uint8Array, offset);
    offset += array.data.length;
  }
  return { ...first, shape, data };
}

function differentRows(name: string, first: DataArray, other: DataArray): TrainwellError {
  const describe = ({ data, shape }: DataArray) =>
    `${data.constructor.name.replace(/Array$/, "").toLowerCase() || "text"} [${shape.slice(1).join(", ")}]`;
  return new TrainwellError({
    kind: "input",
    code: "array-shape",
    message: `The parts of "${name}" have different rows: ${describe(first)} and ${describe(other)}.`,
    details: { name },
    hint: "Give all parts one element type and one shape of row.",
  });
}
