import { randomInteger } from "../../base/random.ts";

type Numbers = Float32Array | Int32Array | Uint8Array;

/** Rows of several blocks side by side: row i of a block is data[i · width] to data[(i + 1) · width]. */
export interface RowBlock {
  readonly width: number;
  readonly data: Numbers;
}

/** Where rows go: blocks like those of the buffer, with room for more rows. */
export interface RowSink {
  readonly blocks: readonly RowBlock[];
  /** The place of each row in its stream. */
  readonly places: Float64Array;
  rows: number;
}

/** A sink for so many rows of blocks like others. */
export function rowSink(like: readonly RowBlock[], rows: number): RowSink {
  const blocks = like.map(({ width, data }) => {
    const Data = data.constructor as new (length: number) => Numbers;
    return { width, data: new Data(width * rows) };
  });
  return { blocks, places: new Float64Array(rows), rows: 0 };
}

/**
 * Shuffles a stream of rows with bounded memory: a full buffer gives a random one of its rows for each row
 * that comes, and in the end all that it holds, in random order. Which one is a function of the key and of
 * how many were given before. A row comes at most `capacity` rows before its turn, and the order is a full
 * shuffle where the buffer holds the whole stream.
 */
export class ShuffleBuffer {
  readonly #key: number;
  readonly #capacity: number;
  readonly #held: RowSink;
  #given = 0;

  /** @param options `capacity` in rows, at least 1. */
  constructor(like: readonly RowBlock[], { capacity, key }: { capacity: number; key: number }) {
    this.#key = key;
    this.#capacity = capacity;
    this.#held = rowSink(like, capacity);
  }

  /** Rows in the buffer. */
  get size(): number {
    return this.#held.rows;
  }

  /** Takes a row, and puts the one that leaves for it, if any, into the sink. */
  add(rows: readonly RowBlock[], at: { row: number; place: number }, sink: RowSink): void {
    const held = this.#held;
    const isFull = held.rows === this.#capacity;
    const slot = isFull ? this.#give(sink) : held.rows++;
    held.places[slot] = at.place;
    for (let block = 0; block < rows.length; block++) copyRow(rows[block], at.row, held.blocks[block], slot);
  }

  /** Puts a random one of the rows that are left into the sink, when no more come. */
  drain(sink: RowSink): void {
    const slot = this.#give(sink);
    const last = --this.#held.rows;
    this.#held.places[slot] = this.#held.places[last];
    for (const block of this.#held.blocks) copyRow(block, last, block, slot);
  }

  #give(sink: RowSink): number {
    const slot = randomInteger(this.#key, this.#given++, this.#held.rows);
    const target = sink.rows++;
    sink.places[target] = this.#held.places[slot];
    this.#held.blocks.forEach((block, index) => {
      copyRow(block, slot, sink.blocks[index], target);
    });
    return slot;
  }
}

function copyRow(from: RowBlock, row: number, to: RowBlock, target: number): void {
  const { width } = from;
  for (let i = 0; i < width; i++) to.data[target * width + i] = from.data[row * width + i];
}
