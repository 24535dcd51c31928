/** Longer lines are nobody's report: what is beyond is dropped. */
export const LONGEST_LINE = 1_000_000;

/**
 * Cuts a stream of bytes into lines. Bytes that are no UTF-8 become replacement characters, and of a line
 * that has no end only its beginning is kept, so that no output can fill the memory.
 */
export class LineSplitter {
  readonly #decoder = new TextDecoder();
  readonly #onLine: (line: string) => void;
  #open: string[] = [];
  #length = 0;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  /** Takes the next bytes. */
  push(bytes: Uint8Array): void {
    this.#take(this.#decoder.decode(bytes, { stream: true }));
  }

  /** Says that no more bytes come: what is left is the last line. */
  end(): void {
    this.#take(this.#decoder.decode());
    if (this.#length > 0) this.#flush();
  }

  #take(text: string): void {
    let from = 0;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", from)) {
      this.#keep(text.slice(from, at));
      this.#flush();
      from = at + 1;
    }
    this.#keep(text.slice(from));
  }

  #keep(part: string): void {
    if (part === "" || this.#length >= LONGEST_LINE) return;
    const kept = part.slice(0, LONGEST_LINE - this.#length);
    this.#open.push(kept);
    this.#length += kept.length;
  }

  #flush(): void {
    const line = this.#open.join("");
    this.#open = [];
    this.#length = 0;
    this.#onLine(line.endsWith("\r") ? line.slice(0, -1) : line);
  }
}
