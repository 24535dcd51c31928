const TEXT = new TextEncoder();

/** How a field's value lies in the bytes: Protocol Buffers' wire types. */
export const WIRE = { varint: 0, delimited: 2, fixed32: 5 } as const;

/** Bytes in the encoding of Protocol Buffers, in memory that doubles as it fills. */
export class ByteWriter {
  #bytes = new Uint8Array(64);
  #length = 0;

  /** What was written; valid until more is. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** The number of a field, and how its value follows. */
  tag(field: number, wire: number): void {
    this.varint((field << 3) | wire);
  }

  /** An integer from −2⁶³ to 2⁶³ − 1, seven bits a byte, the low ones first; negative ones take ten bytes. */
  varint(value: number | bigint): void {
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 0x7fn; rest >>= 7n) this.#put(Number(rest & 0x7fn) | 0x80);
    this.#put(Number(rest));
  }

  float(value: number): void {
    const at = this.#grow(4);
    new DataView(this.#bytes.buffer).setFloat32(at, value, true);
  }

  /** Bytes after their number. */
  delimited(bytes: Uint8Array): void {
    this.varint(bytes.length);
    const at = this.#grow(bytes.length);
    this.#bytes.set(bytes, at);
  }

  text(text: string): void {
    this.delimited(TEXT.encode(text));
  }

  #put(byte: number): void {
    const at = this.#grow(1);
    this.#bytes[at] = byte;
  }

  /** Makes room for more bytes and returns where they begin. */
  #grow(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#length, 2 * this.#bytes.length));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    return at;
  }
}
