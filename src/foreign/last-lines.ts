/** Lines are kept no longer than a reader looks at them. */
const MOST_LETTERS = 300;

/** Escapes by which programs colour their output, and control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
const CONTROL = /\u001b\[[0-9;?]*[ -/]*[@-~]|[^\P{Cc}\t]/gu;

/** Keeps the last lines of a program's output, for saying why it failed. */
export class LastLines {
  readonly #most: number;
  readonly #lines: string[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** Adds a line, without escapes and cut where it is long; an empty one is left out. */
  push(line: string): void {
    // Of a progress bar that goes back to the line's beginning only the last state counts.
    const shown = line
      .slice(-8 * MOST_LETTERS)
      .split("\r")
      .at(-1)!
      .replace(CONTROL, "")
      .trimEnd();
    if (shown === "") return;
    this.#lines.push(shown.length > MOST_LETTERS ? `${shown.slice(0, MOST_LETTERS)}…` : shown);
    if (this.#lines.length > this.#most) this.#lines.shift();
  }

  /** The lines, the oldest first. */
  get lines(): readonly string[] {
    return this.#lines;
  }
}
