import type { CountedWords } from "../cells/choose-reading.ts";
import { GrowingArray } from "./growing-array.ts";

/** How the codes of a column of words mark a cell that is empty. */
const EMPTY = -1;

/** The cells of a column as words, each distinct word kept once. */
export class WordList {
  readonly words: string[] = [];
  /** The line where each word first came. */
  readonly firstLines: number[] = [];
  readonly counts: number[] = [];
  readonly #codes = new GrowingArray((length) => new Int32Array(length));
  readonly #codeOf = new Map<string, number>();

  /** Takes the next cell, trimmed and not empty. */
  add(word: string, line: number): "newWord" | "known" {
    const known = this.#codeOf.get(word);
    if (known !== undefined) {
      this.#codes.push(known);
      this.counts[known]++;
      return "known";
    }
    const own = ownText(word);
    this.#codeOf.set(own, this.words.length);
    this.#codes.push(this.words.length);
    this.words.push(own);
    this.counts.push(1);
    this.firstLines.push(line);
    return "newWord";
  }

  addEmpty(): void {
    this.#codes.push(EMPTY);
  }

  get counted(): CountedWords {
    return { words: this.words, counts: this.counts };
  }

  /** The place of each cell's word, −1 where it is empty. The list has no cells afterwards. */
  takeCodes(): Int32Array {
    return this.#codes.take();
  }
}

/** A copy of a text that was cut from a larger one: engines would keep the whole larger text for it. */
function ownText(text: string): string {
  return ` ${text}`.slice(1);
}
