import { TrainwellError } from "../../../base/errors.ts";
import { type DataArray, elementCount, type NumberArray } from "./array-values.ts";

/**
 * The types of the format by their code: how many bytes an element has and how it is read (all big-endian).
 */
const TYPES: ReadonlyMap<number, { bytes: number; read: (view: DataView, count: number) => NumberArray }> =
  new Map([
    [0x08, { bytes: 1, read: (view, count) => new Uint8Array(view.buffer, view.byteOffset, count) }],
    [0x09, { bytes: 1, read: (view, count) => new Int8Array(view.buffer, view.byteOffset, count) }],
    [0x0b, { bytes: 2, read: (view, count) => new Int16Array(count).map((_, i) => view.getInt16(2 * i)) }],
    [0x0c, { bytes: 4, read: (view, count) => new Int32Array(count).map((_, i) => view.getInt32(4 * i)) }],
    [
      0x0d,
      { bytes: 4, read: (view, count) => new Float32Array(count).map((_, i) => view.getFloat32(4 * i)) },
    ],
    [
      0x0e,
      { bytes: 8, read: (view, count) => new Float64Array(count).map((_, i) => view.getFloat64(8 * i)) },
    ],
  ]);

/** Whether bytes begin as an IDX file does: two zeros, a type, the number of axes. */
export function isIdx(head: Uint8Array): boolean {
  return (
    head.length >= 4 && head[0] === 0 && head[1] === 0 && TYPES.has(head[2]) && head[3] >= 1 && head[3] <= 8
  );
}

/** How many bytes an IDX file has by its header; "none" where it is none. */
export function idxSize(head: Uint8Array): number | "none" | undefined {
  if (head.length < 4) return undefined;
  if (!isIdx(head)) return "none";
  const begin = 4 + 4 * head[3];
  if (head.length < begin) return undefined;
  const view = new DataView(head.buffer, head.byteOffset);
  const shape = Array.from({ length: head[3] }, (_, axis) => view.getUint32(4 + 4 * axis));
  return begin + elementCount(shape) * TYPES.get(head[2])!.bytes;
}

/**
 * Reads an IDX file, the format of MNIST (LeCun, Cortes & Burges): the type of the elements, the number of
 * axes, their sizes, and the elements, all big-endian. Bytes are not copied.
 *
 * @param source names the file in errors.
 * @throws TrainwellError `idx-invalid` when it is none, or has fewer or more bytes than its header says.
 */
export function parseIdx(bytes: Uint8Array, source: string): DataArray {
  if (!isIdx(bytes)) {
    const begin = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    throw invalidIdx(
      source,
      `expected it to begin with 00 00, a type and a number of axes, received ${begin || "nothing"}`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [axes, type] = [bytes[3], TYPES.get(bytes[2])!];
  const begin = 4 + 4 * axes;
  if (bytes.length < begin)
    throw invalidIdx(source, `it ends within its header, after ${bytes.length} bytes`);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const count = elementCount(shape);
  const expected = begin + count * type.bytes;
  if (bytes.length !== expected) {
    const what =
      `its header says [${shape.join(", ")}], which takes ${expected} bytes, and it has ` + `${bytes.length}`;
    throw invalidIdx(source, what);
  }
  return {
    shape,
    data: type.read(new DataView(bytes.buffer, bytes.byteOffset + begin, count * type.bytes), count),
  };
}

function invalidIdx(source: string, what: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "idx-invalid",
    message: `${source} is no sound IDX file: ${what}.`,
    details: { source },
    hint: "Get the file again; it may have been cut off.",
  });
}
