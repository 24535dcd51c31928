import { closeSync, openSync, readSync } from "node:fs";

/** So much of a file is read at a time. */
const CHUNK = 1 << 16;

/** Reads what a program adds to a file, which need not be there yet. */
export class GrowingFile {
  readonly #path: string;
  readonly #onBytes: (bytes: Uint8Array) => void;
  #position = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(path: string, onBytes: (bytes: Uint8Array) => void) {
    this.#path = path;
    this.#onBytes = onBytes;
  }

  /** Looks at the file every so often. */
  watch(everyMs: number): void {
    this.#timer = setInterval(() => this.read(), everyMs);
  }

  /** Looks at the file once more, and no longer. */
  end(): void {
    clearInterval(this.#timer);
    this.read();
  }

  /** Reads what was added since the last time. */
  read(): void {
    let file: number;
    try {
      file = openSync(this.#path, "r");
    } catch {
      return;
    }
    try {
      for (;;) {
        const chunk = new Uint8Array(CHUNK);
        const length = readSync(file, chunk, 0, CHUNK, this.#position);
        if (length === 0) return;
        this.#position += length;
        this.#onBytes(chunk.subarray(0, length));
      }
    } catch {
      // A path that is a folder or cannot be read has no metrics.
    } finally {
      closeSync(file);
    }
  }
}
