import { TrainwellError } from "../../../base/errors.ts";
import { type DataArray, elementCount, type NumberArray } from "./array-values.ts";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

type NumberArrayConstructor = new (buffer: ArrayBuffer) => NumberArray;

/** Element types of NumPy by kind and size in bytes. */
const NUMBERS: ReadonlyMap<string, NumberArrayConstructor> = new Map<string, NumberArrayConstructor>([
  ["b1", Uint8Array],
  ["u1", Uint8Array],
  ["i1", Int8Array],
  ["u2", Uint16Array],
  ["i2", Int16Array],
  ["u4", Uint32Array],
  ["i4", Int32Array],
  ["u8", BigUint64Array],
  ["i8", BigInt64Array],
  ["f4", Float32Array],
  ["f8", Float64Array],
]);

/** Whether bytes begin as a .npy file does. */
export function isNpy(head: Uint8Array): boolean {
  return MAGIC.every((byte, index) => head[index] === byte);
}

/** How many bytes a .npy file has by its header; "none" where it is none that is read. */
export function npySize(head: Uint8Array): number | "none" | undefined {
  if (head.length < 12) return undefined;
  if (!isNpy(head)) return "none";
  const view = new DataView(head.buffer, head.byteOffset);
  const begin = head[6] === 1 ? 10 + view.getUint16(8, true) : 12 + view.getUint32(8, true);
  if (head.length < begin) return undefined;
  try {
    const { descriptor, shape } = parseHeader(head, "");
    const size = elementBytes(descriptor);
    return size === undefined ? "none" : begin + elementCount(shape) * size;
  } catch {
    return "none";
  }
}

/** The bytes of an element by its type; undefined for types that are not read. */
function elementBytes(descriptor: string): number | undefined {
  const [, kind, digits] = /^[<>|=]([biufSU])(\d+)$/.exec(descriptor) ?? [];
  if (kind === "S" || kind === "U") return Number(digits) * (kind === "U" ? 4 : 1);
  return NUMBERS.has(`${kind}${digits}`) ? Number(digits) : undefined;
}

/**
 * Reads a .npy file (versions 1 to 3): booleans, whole numbers, float32, float64 and words of a fixed width,
 * of either byte order, in C or Fortran order (which is turned to C order). Arrays of Python objects are
 * refused: they are code.
 *
 * @param source names the file in errors.
 * @throws TrainwellError `npy-invalid` when it is none, is cut off, or has a type that is not read.
 */
export function parseNpy(bytes: Uint8Array, source: string): DataArray {
  const { descriptor, isFortran, shape, begin } = parseHeader(bytes, source);
  const [order, kind] = descriptor;
  const size = elementBytes(descriptor);
  const isText = kind === "S" || kind === "U";
  const Numbers = NUMBERS.get(descriptor.slice(1));
  if (size === undefined)
    throw invalidNpy(
      source,
      `its elements are of type "${descriptor}"; expected booleans, whole numbers, float32, float64 or ` +
        `words`,
      "Save it anew with another type, such as array.astype('float32').",
    );
  const count = elementCount(shape);
  const received = bytes.length - begin;
  if (received !== count * size) {
    const what =
      `its header says ${descriptor} [${shape.join(", ")}], which takes ${count * size} bytes, ` +
      `and ${received} follow`;
    throw invalidNpy(source, what);
  }
  // A copy (which slice of a Buffer is not), because the elements need not begin at a multiple of their size.
  const content = Uint8Array.from(bytes.subarray(begin));
  const isBig = order === ">";
  if (isBig && kind !== "S") reverseEach(content, kind === "U" ? 4 : size);
  const data = isText
    ? readWords(content, { count, size, isWide: kind === "U" })
    : new Numbers!(content.buffer as ArrayBuffer);
  const ordered = isFortran && shape.length > 1 ? fromFortran(data, shape) : data;
  return { shape, data: ordered, ...(kind === "b" ? { isBoolean: true } : {}) };
}

interface NpyHeader {
  readonly descriptor: string;
  readonly isFortran: boolean;
  readonly shape: readonly number[];
  /** Where the elements begin. */
  readonly begin: number;
}

function parseHeader(bytes: Uint8Array, source: string): NpyHeader {
  if (!isNpy(bytes)) throw invalidNpy(source, "it does not begin as one");
  const isFirstVersion = bytes[6] === 1;
  const lengthBytes = isFirstVersion ? 2 : 4;
  if (bytes.length < 8 + lengthBytes)
    throw invalidNpy(source, `it ends within its header, after ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const begin = 8 + lengthBytes + (isFirstVersion ? view.getUint16(8, true) : view.getUint32(8, true));
  if (bytes.length < begin)
    throw invalidNpy(source, `it ends within its header, after ${bytes.length} bytes`);
  const text = new TextDecoder().decode(bytes.subarray(8 + lengthBytes, begin));
  const descriptor = /'descr':\s*'([^']+)'/.exec(text)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const axes = /'shape':\s*\(([\d\s,]*)\)/.exec(text)?.[1];
  if (descriptor === undefined && /'descr':\s*\[/.test(text))
    throw invalidNpy(
      source,
      "its elements are records of several fields",
      "Save each field as an array of its own.",
    );
  if (descriptor === undefined || order === undefined || axes === undefined)
    throw invalidNpy(source, "its header cannot be read");
  const shape = axes
    .split(",")
    .filter((axis) => axis.trim() !== "")
    .map(Number);
  return { descriptor, isFortran: order === "True", shape, begin };
}

/** Turns the bytes of each element around. */
function reverseEach(bytes: Uint8Array, size: number): void {
  for (let begin = 0; begin + size <= bytes.length; begin += size)
    bytes.subarray(begin, begin + size).reverse();
}

/** Words of a fixed width, filled up with zeros: bytes, or code points of four bytes. */
function readWords(
  bytes: Uint8Array,
  { count, size, isWide }: { count: number; size: number; isWide: boolean },
): string[] {
  const view = new DataView(bytes.buffer);
  return Array.from({ length: count }, (_, index) => {
    const begin = index * size;
    const codes = isWide
      ? Array.from({ length: size / 4 }, (_unused, place) => view.getUint32(begin + 4 * place, true))
      : [...bytes.subarray(begin, begin + size)];
    const end = codes.findLastIndex((code) => code !== 0) + 1;
    return codes
      .slice(0, end)
      .map((code) => String.fromCodePoint(code > 0x10ffff ? 0xfffd : code))
      .join("");
  });
}

/** Elements whose first axis runs fastest, in the order where the last one does. */
function fromFortran(data: DataArray["data"], shape: readonly number[]): DataArray["data"] {
  const strides = shape.map((_, axis) => elementCount(shape.slice(0, axis)));
  const at = new Array<number>(shape.length).fill(0);
  const place = () => at.reduce((sum, index, axis) => sum + index * strides[axis], 0);
  const advance = () => {
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (++at[axis] < shape[axis]) return;
      at[axis] = 0;
    }
  };
  const turned = data.slice() as Float64Array;
  for (let i = 0; i < data.length; i++) {
    turned[i] = (data as Float64Array)[place()];
    advance();
  }
  return turned;
}

function invalidNpy(source: string, what: string, hint?: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "npy-invalid",
    message: `${source} is no NumPy file that can be read: ${what}.`,
    details: { source },
    hint: hint ?? "Save it anew with numpy.save or numpy.savez.",
  });
}
