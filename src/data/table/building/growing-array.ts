const CHUNK_LENGTH = 65536;
/** So many first values are kept in a plain list: of very many short columns no buffer is made on the way. */
const LISTED_LENGTH = 256;

type NumericArray = Float64Array | Float32Array | Int32Array | Uint8Array;

/**
 * An array of numbers that grows by chunks, so that growing never holds two copies: while it grows it takes
 * its own size, and `take` needs its size once more for the moment of copying.
 */
export class GrowingArray<T extends NumericArray> {
  readonly #allocate: (length: number) => T;
  #first: number[] = [];
  /** Full ones, and the one that is being filled. */
  #chunks: T[] | undefined;
  #current: T | undefined;
  #used = 0;

  constructor(allocate: (length: number) => T) {
    this.#allocate = allocate;
  }

  push(value: number): void {
    const current = this.#current;
    if (current !== undefined && this.#used < current.length) current[this.#used++] = value;
    else if (current === undefined && this.#first.length < LISTED_LENGTH) this.#first.push(value);
    else this.#grow(value);
  }

  #grow(value: number): void {
    if (this.#current !== undefined) {
      this.#chunks ??= [];
      this.#chunks.push(this.#current);
    }
    const length = (this.#current?.length ?? LISTED_LENGTH) * 4;
    this.#current = this.#allocate(Math.min(CHUNK_LENGTH, length));
    this.#current[0] = value;
    this.#used = 1;
  }

  /** All values in one array. The growing array is empty afterwards. */
  take(): T {
    const chunks = this.#chunks ?? [];
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, this.#first.length + this.#used);
    const whole = this.#allocate(length);
    whole.set(this.#first);
    let offset = this.#first.length;
    for (const chunk of chunks) {
      whole.set(chunk, offset);
      offset += chunk.length;
    }
    if (this.#current !== undefined) whole.set(this.#current.subarray(0, this.#used), offset);
    this.#first = [];
    this.#chunks = undefined;
    this.#current = undefined;
    this.#used = 0;
    return whole;
  }
}
