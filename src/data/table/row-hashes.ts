import { mix32 } from "../../base/random.ts";
import { countDistinct } from "./describe-numbers.ts";
import { type CellColumn, type Column, holdsNumbers, rowWidth, type TensorColumn } from "./table.ts";

/** 53 bits of hash for each row, over all columns that are added. */
export class RowHashes {
  readonly #high: Uint32Array;
  readonly #low: Uint32Array;

  constructor(rows: number) {
    this.#high = new Uint32Array(rows).fill(1);
    this.#low = new Uint32Array(rows).fill(2);
  }

  /** Missing cells are all alike, and −0 is 0. */
  add(column: Column): void {
    if (column.type === "tensor") this.#addArrays(column);
    else this.#addCells(column);
  }

  /** One number a row, which rows share that are equal in all columns. */
  keys(): Float64Array {
    const keys = new Float64Array(this.#high.length);
    for (let row = 0; row < keys.length; row++)
      keys[row] = (mix32(this.#high[row]) >>> 11) * 4294967296 + mix32(this.#low[row]);
    return keys;
  }

  /** How many different rows there are. */
  distinct(): number {
    return countDistinct(this.keys());
  }

  #addCells(column: CellColumn): void {
    if (holdsNumbers(column)) this.#addNumbers(column.data);
    else for (let row = 0; row < this.#high.length; row++) this.#mix(row, column.data[row], 0);
  }

  #addNumbers(numbers: Float64Array): void {
    const halves = new Uint32Array(numbers.buffer, numbers.byteOffset, 2 * numbers.length);
    for (let row = 0; row < this.#high.length; row++) {
      const value = numbers[row];
      // Zeros have two spellings, and what is no number has many.
      if (value === 0) this.#mix(row, 0, 0);
      else if (Number.isNaN(value)) this.#mix(row, 0, 1);
      else this.#mix(row, halves[2 * row], halves[2 * row + 1]);
    }
  }

  #addArrays(column: TensorColumn): void {
    const width = rowWidth(column);
    const { data } = column;
    // An element is a byte, or a float as its four bytes.
    const elements =
      data instanceof Uint8Array ? data : new Uint32Array(data.buffer, data.byteOffset, data.length);
    for (let row = 0; row < this.#high.length; row++) {
      let [first, second] = [0x9e3779b9, 0x85ebca6b];
      for (let at = row * width; at < (row + 1) * width; at++) {
        first = Math.imul(first ^ elements[at], 0x01000193);
        second = Math.imul(second + elements[at], 0x2c1b3c6d) ^ (second >>> 15);
      }
      this.#mix(row, first, second);
    }
  }

  /** Rounds of Murmur3 (Appleby, 2008), with the constants of its two lanes. */
  #mix(row: number, first: number, second: number): void {
    const high = Math.imul(this.#high[row] ^ first, 0x85ebca6b);
    this.#high[row] = Math.imul(high ^ (high >>> 13) ^ second, 0xc2b2ae35);
    const low = Math.imul(this.#low[row] + first, 0xcc9e2d51);
    this.#low[row] = Math.imul((low ^ (low >>> 15)) + second, 0x1b873593);
  }
}
