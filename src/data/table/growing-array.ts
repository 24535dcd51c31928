const CHUNK_LENGTH = 65536;

type NumericArray = Float64Array | Float32Array | Int32Array | Uint8Array;

/**
 * An array of numbers that grows by chunks, so that growing never holds two copies: while it grows it takes
 * its own size, and `take` needs its size once more for the moment of copying.
 */
export class GrowingArray<T extends NumericArray> {
  readonly #allocate: (length: number) => T;
  #chunks: T[] = [];
  #current: T;
  #used = 0;

  constructor(allocate: (length: number) => T) {
    this.#allocate = allocate;
    // A small first chunk: a table of a few rows and many columns stays small.
    this.#current = allocate(256);
  }

  push(value: number): void {
    if (this.#used === this.#current.length) this.#grow();
    this.#current[this.#used++] = value;
  }

  #grow(): void {
    this.#chunks.push(this.#current);
    this.#current = this.#allocate(Math.min(CHUNK_LENGTH, this.#current.length * 4));
    this.#used = 0;
  }

  /** All values in one array. The growing array is empty afterwards. */
  take(): T {
    const chunks = this.#chunks;
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, this.#used);
    const whole = this.#allocate(length);
    let offset = 0;
    for (const chunk of chunks) {
      whole.set(chunk, offset);
      offset += chunk.length;
    }
    whole.set(this.#current.subarray(0, this.#used), offset);
    this.#chunks = [];
    this.#used = 0;
    return whole;
  }
}
