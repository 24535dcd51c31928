import { encode } from "fast-png";
import type { NumberArray } from "./array-values.ts";

const IDX_CODES: ReadonlyMap<string, number> = new Map([
  ["Uint8Array", 0x08],
  ["Int8Array", 0x09],
  ["Int16Array", 0x0b],
  ["Int32Array", 0x0c],
  ["Float32Array", 0x0d],
  ["Float64Array", 0x0e],
]);

/** The bytes of numbers with the largest byte first. */
function bigEndian(data: NumberArray): Uint8Array {
  const size = data.BYTES_PER_ELEMENT;
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
  for (let begin = 0; begin < bytes.length; begin += size) bytes.subarray(begin, begin + size).reverse();
  return bytes;
}

/** An IDX file. */
export function idxBytes(shape: readonly number[], data: NumberArray): Uint8Array {
  const header = [0, 0, IDX_CODES.get(data.constructor.name)!, shape.length];
  return Uint8Array.of(...header, ...bigEndian(Uint32Array.from(shape)), ...bigEndian(data));
}

/** A .npy file of version 1, from the bytes of its elements. */
export function npyBytes(
  descriptor: string,
  shape: readonly number[],
  content: Uint8Array,
  options: { fortran?: boolean; version?: 1 | 2 } = {},
): Uint8Array {
  const { fortran = false, version = 1 } = options;
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text =
    `{'descr': ${descriptor}, 'fortran_order': ${fortran ? "True" : "False"}, 'shape': ` + `(${axes}), }\n`;
  const length =
    version === 1 ? [text.length & 0xff, text.length >> 8] : [text.length & 0xff, text.length >> 8, 0, 0];
  return Uint8Array.of(
    0x93,
    ...new TextEncoder().encode("NUMPY"),
    version,
    0,
    ...length,
    ...new TextEncoder().encode(text),
    ...content,
  );
}

/** The bytes of numbers as the machine has them. */
export function bytesOf(data: NumberArray): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** A PNG file whose pixel values follow from their place. */
export function pngBytes(
  width: number,
  height: number,
  options: { channels?: 1 | 2 | 3 | 4; value?: (x: number, y: number, channel: number) => number } = {},
): Uint8Array {
  const { channels = 3, value = (x, y, channel) => (40 * x + 10 * y + channel) % 256 } = options;
  const data = new Uint8Array(width * height * channels);
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / channels);
    data[i] = value(pixel % width, Math.floor(pixel / width), i % channels);
  }
  return encode({ width, height, data, channels, depth: 8 });
}
