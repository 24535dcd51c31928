import { append } from "../../base/lists.ts";
import { uniform } from "../../base/random.ts";

/** An item of a stream with its place in it, counted from 0. */
export interface Placed<T> {
  readonly index: number;
  readonly item: T;
}

/**
 * A random sample of a stream of unknown length with a bounded number of items: those whose counted random
 * number is below a threshold, which is halved whenever there are too many. Which items are in it depends on
 * the key and on the stream's length alone.
 */
export class HashedSample<T> {
  readonly #key: number;
  readonly #most: number;
  #items: Placed<T>[] = [];
  #threshold: number;

  /** @param options `share` of the items that is wanted at most (default all), `most` items. */
  constructor(key: number, { share = 1, most }: { share?: number; most: number }) {
    this.#key = key;
    this.#most = most;
    this.#threshold = share;
  }

  /** Whether the item at a place is in the sample, as far as the stream has been seen. */
  has(index: number): boolean {
    return uniform(this.#key, index) < this.#threshold;
  }

  /** Takes an item for which `has` holds; returns those that have to leave the sample. */
  add(index: number, item: T): Placed<T>[] {
    this.#items.push({ index, item });
    const left: Placed<T>[] = [];
    while (this.#items.length > this.#most) {
      this.#threshold /= 2;
      const stays = (placed: Placed<T>) => this.has(placed.index);
      append(
        left,
        this.#items.filter((placed) => !stays(placed)),
      );
      this.#items = this.#items.filter(stays);
    }
    return left;
  }

  /** The items, in the order of the stream. */
  get items(): readonly Placed<T>[] {
    return this.#items;
  }
}
