import { sizeOf } from "../graph/tensor.ts";
import type { HostArray } from "./session.ts";

/**
 * Packs rows of bytes into words of four, the first byte in the lowest bits, each row filled up with zeros.
 */
export function packBytes({ shape, data }: HostArray): HostArray {
  const [rows, ...rowShape] = shape;
  const width = sizeOf(rowShape);
  const words = Math.ceil(width / 4);
  const packed = new Uint32Array(rows * words);
  const bytes = data as Uint8Array;
  for (let row = 0; row < rows; row++)
    for (let byte = 0; byte < width; byte++)
      packed[row * words + (byte >> 2)] |= bytes[row * width + byte] << (8 * (byte & 3));
  return { dtype: "uint32", shape: [rows, words], data: packed };
}
