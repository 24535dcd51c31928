const HIDE_CURSOR = "\x1b[?25l";
const SHOW_CURSOR = "\x1b[?25h";
const CLEAR_LINE = "\x1b[K";
const CLEAR_BELOW = "\x1b[J";

/** Lines at the end of a terminal that are written anew in their place. */
export class LiveBlock {
  readonly #write: (text: string) => void;
  readonly #columns: () => number;
  #shown: readonly string[] = [];

  constructor({ write, columns }: { write: (text: string) => void; columns: () => number }) {
    this.#write = write;
    this.#columns = columns;
  }

  /**
   * Shows lines in the place of those before. One write, and clearing only what is left of the old ones, is
   * what keeps them from flickering.
   *
   * @param lines each narrower than the terminal.
   * @param style changes how a line looks and not how wide it is.
   */
  show(lines: readonly string[], style: (line: string, index: number) => string = (line) => line): void {
    const start = this.#shown.length === 0 ? HIDE_CURSOR : "";
    const text = lines.map((line, index) => `${style(line, index)}${CLEAR_LINE}`).join("\n");
    this.#write(`${start}${this.#toTop()}${text}${lines.length < this.#shown.length ? CLEAR_BELOW : ""}`);
    this.#shown = lines;
  }

  /** Removes the lines and gives the cursor back. Safe to call at any time and more than once. */
  end(): void {
    if (this.#shown.length === 0) return;
    this.#write(`${this.#toTop()}${this.#shown.length === 1 ? CLEAR_LINE : CLEAR_BELOW}${SHOW_CURSOR}`);
    this.#shown = [];
  }

  /** To the beginning of the first line, which a window that became narrower has broken into several. */
  #toTop(): string {
    const heights = this.#shown.map((line) => Math.max(1, Math.ceil(line.length / this.#columns())));
    const up = heights.reduce((sum, height) => sum + height, 0) - 1;
    return up > 0 ? `\r\x1b[${up}A` : "\r";
  }
}
