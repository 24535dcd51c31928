import { TrainwellError } from "../base/errors.ts";
import { type DType, sizeOf } from "../graph/tensor.ts";
import type { HostArray, HostData } from "../runtime/session.ts";

/** The contents of a safetensors file, both in the order of its header. */
export interface SafetensorsFile {
  readonly tensors: Map<string, HostArray>;
  readonly metadata: Map<string, string>;
}

interface StoredType {
  readonly name: string;
  readonly bytes: number;
  readonly from: (buffer: ArrayBuffer) => HostData;
}

const STORED_TYPES: Readonly<Record<DType, StoredType>> = {
  float64: { name: "F64", bytes: 8, from: (buffer) => new Float64Array(buffer) },
  float32: { name: "F32", bytes: 4, from: (buffer) => new Float32Array(buffer) },
  int64: { name: "I64", bytes: 8, from: (buffer) => new BigInt64Array(buffer) },
  int32: { name: "I32", bytes: 4, from: (buffer) => new Int32Array(buffer) },
  uint32: { name: "U32", bytes: 4, from: (buffer) => new Uint32Array(buffer) },
  uint8: { name: "U8", bytes: 1, from: (buffer) => new Uint8Array(buffer) },
  bool: { name: "BOOL", bytes: 1, from: (buffer) => new Uint8Array(buffer) },
};
const DTYPES = new Map(Object.entries(STORED_TYPES).map(([dtype, { name }]) => [name, dtype as DType]));

const LENGTH_BYTES = 8;
/** The same bound as the reference implementation's. */
const LARGEST_HEADER_BYTES = 100_000_000;
const METADATA_KEY = "__metadata__";
const LONGEST_NAME = 1024;

/**
 * Writes tensors and metadata as a safetensors file: eight bytes with the length of the header, the header in
 * JSON, and the elements, little-endian and without gaps, larger element types first so that all are aligned.
 *
 * @throws TrainwellError `safetensors-invalid` for a name that cannot be written, or data that does not fill
 * its shape.
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, HostArray>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const placed = place(tensors);
  const header = new Map<string, unknown>(Object.keys(metadata).length > 0 ? [[METADATA_KEY, metadata]] : []);
  for (const [name, { dtype, shape }] of tensors) {
    header.set(name, { dtype: STORED_TYPES[dtype].name, shape, data_offsets: placed.offsets.get(name) });
  }
  const members = [...header].map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  const json = new TextEncoder().encode(`{${members.join(",")}}`);
  const headerBytes = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(LENGTH_BYTES + headerBytes + placed.size);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.set(json, LENGTH_BYTES);
  file.fill(0x20, LENGTH_BYTES + json.length, LENGTH_BYTES + headerBytes);
  for (const [name, { data }] of tensors) {
    // Every platform with Node or a current browser is little-endian, so the elements are the bytes.
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    file.set(bytes, LENGTH_BYTES + headerBytes + placed.offsets.get(name)![0]);
  }
  return file;
}

/**
 * Reads a safetensors file. Everything is checked before anything is used: the header's length, names, types
 * and shapes, and that the tensors cover the data exactly, without gaps or overlaps. The elements are copied.
 *
 * @param source names the file, for messages.
 * @throws TrainwellError `safetensors-invalid`, which says what is wrong with which tensor.
 */
export function decodeSafetensors(bytes: Uint8Array, source: string): SafetensorsFile {
  const { header, data } = splitFile(bytes, source);
  const metadata = readMetadata(header.get(METADATA_KEY), source);
  header.delete(METADATA_KEY);
  const entries = [...header].map(([name, value]) => readEntry(name, value, source));
  checkCoverage(entries, data.length, source);
  const tensors = entries.map(({ name, dtype, shape, begin, end }): [string, HostArray] => {
    const elements = STORED_TYPES[dtype].from(copyOf(data.subarray(begin, end)));
    return [name, { dtype, shape, data: elements }];
  });
  return { tensors: new Map(tensors), metadata };
}

/** A copy with a buffer of its own; `slice` would not copy where the bytes are a Node Buffer. */
function copyOf(bytes: Uint8Array): ArrayBuffer {
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  return copy.buffer;
}

function place(tensors: ReadonlyMap<string, HostArray>) {
  const offsets = new Map<string, [number, number]>();
  let size = 0;
  const bySize = [...tensors].sort(
    ([, a], [, b]) => STORED_TYPES[b.dtype].bytes - STORED_TYPES[a.dtype].bytes,
  );
  for (const [name, { dtype, shape, data }] of bySize) {
    const expected = sizeOf(shape) * STORED_TYPES[dtype].bytes;
    if (!isName(name))
      throw invalid("the tensors to write", `the name ${JSON.stringify(name.slice(0, 60))} cannot be used`);
    if (data.byteLength !== expected) {
      throw invalid(
        "the tensors to write",
        `"${name}" has ${data.byteLength} bytes, but ${dtype} [${shape}] takes ${expected}`,
      );
    }
    offsets.set(name, [size, size + expected]);
    size += expected;
  }
  return { offsets, size };
}

function splitFile(bytes: Uint8Array, source: string): { header: Map<string, unknown>; data: Uint8Array } {
  if (bytes.length < LENGTH_BYTES) throw invalid(source, `it has only ${bytes.length} bytes`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > LARGEST_HEADER_BYTES) throw invalid(source, `its header would be ${length} bytes long`);
  const end = LENGTH_BYTES + Number(length);
  if (end > bytes.length)
    throw invalid(source, `it ends within its header; it is cut off, or something else`);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(LENGTH_BYTES, end)));
  } catch {
    throw invalid(source, "its header is not JSON");
  }
  if (!isRecord(header)) throw invalid(source, "its header is not a JSON object");
  return { header: new Map(Object.entries(header)), data: bytes.subarray(end) };
}

function readMetadata(value: unknown, source: string): Map<string, string> {
  if (value === undefined) return new Map();
  if (!isRecord(value)) throw invalid(source, "its metadata is not an object");
  const entries = Object.entries(value).map(([key, text]): [string, string] => {
    if (typeof text !== "string") throw invalid(source, `its metadata "${key}" is not a text`);
    return [key, text];
  });
  return new Map(entries);
}

interface Entry {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: number[];
  readonly begin: number;
  readonly end: number;
}

function readEntry(name: string, value: unknown, source: string): Entry {
  if (!isName(name))
    throw invalid(source, `a tensor has the name ${JSON.stringify(name.slice(0, 60))}, which cannot be used`);
  const { dtype: type, shape, data_offsets: offsets } = isRecord(value) ? value : {};
  const dtype = typeof type === "string" ? DTYPES.get(type) : undefined;
  if (dtype === undefined) {
    throw invalid(
      source,
      `"${name}" has the element type ${JSON.stringify(type ?? null)}; expected one of ` +
        `${[...DTYPES.keys()].join(", ")}`,
    );
  }
  if (!isSizes(shape)) throw invalid(source, `"${name}" has no valid shape`);
  if (!isSizes(offsets) || offsets.length !== 2) throw invalid(source, `"${name}" has no valid data offsets`);
  const [begin, end] = offsets;
  const expected = sizeOf(shape) * STORED_TYPES[dtype].bytes;
  if (end - begin !== expected) {
    throw invalid(source, `"${name}" has ${end - begin} bytes, but ${dtype} [${shape}] takes ${expected}`);
  }
  return { name, dtype, shape, begin, end };
}

function checkCoverage(entries: readonly Entry[], size: number, source: string): void {
  let covered = 0;
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered)
      throw invalid(source, `"${name}" begins at byte ${begin} of the data, where ${covered} was expected`);
    covered = end;
  }
  if (covered !== size)
    throw invalid(
      source,
      `its tensors take ${covered} bytes, but it has ${size}; it is cut off, or has more`,
    );
}

function isName(name: string): boolean {
  const hostile = name === METADATA_KEY || name === "__proto__" || name === "" || name.length > LONGEST_NAME;
  return !hostile && ![...name].some((character) => character < " " || character === "\u007f");
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalid(source: string, why: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "safetensors-invalid",
    message: `${source} is not a valid safetensors file: ${why}.`,
    details: { source },
    hint: "Write the file again, or give another one.",
  });
}
