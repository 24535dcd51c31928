import type { DataBlock } from "../../program/data-block.ts";
import type { HostArray } from "../../runtime/session.ts";
import { type Batches, type BatchRequest, type BatchSource, wholeBlock } from "./batch-source.ts";

/** Consecutive rows of an epoch, in the order in which it visits them: from `from` up to but without `to`. */
export interface RowRange {
  readonly epoch: number;
  readonly from: number;
  readonly to: number;
}

/** Prepares the rows of an epoch, on this thread or another one. */
export interface RowProvider {
  /** How many chunks it should be asked for ahead of the one in use: 0 where this thread prepares them. */
  readonly ahead: number;
  /** The blocks with exactly these rows, in this order. Ranges are asked for in the order of their use. */
  prepare(range: RowRange): Promise<readonly DataBlock[]>;
  close(): Promise<void>;
}

/** How the rows of a training are cut into chunks that are prepared together. */
export interface ChunkGeometry {
  /** Rows an epoch. */
  readonly rows: number;
  readonly batchSize: number;
  /** Steps that an epoch makes; their last batch may be smaller. */
  readonly stepsPerEpoch: number;
  readonly epochs: number;
  /** Steps a chunk. */
  readonly chunkSteps: number;
  /** How many chunks are prepared ahead of the one in use: 0 for none. */
  readonly ahead: number;
}

interface Chunk {
  readonly range: RowRange;
  readonly blocks: Promise<Readonly<Record<string, HostArray>>>;
}

/**
 * Rows that are prepared chunk by chunk while earlier ones are trained on. Chunks are cut at fixed steps of
 * the epoch, so neither the size of calls nor the number of chunks ahead changes what a step sees; a call
 * lies within one chunk.
 */
export class ChunkedSource implements BatchSource {
  readonly #provider: RowProvider;
  readonly #geometry: ChunkGeometry;
  /** The chunks in use and ahead, in order; `#first` is the number of the first, counted over all epochs. */
  #chunks: Chunk[] = [];
  #first = 0;

  constructor(provider: RowProvider, geometry: ChunkGeometry) {
    this.#provider = provider;
    this.#geometry = geometry;
  }

  mostSteps(stepInEpoch: number): number {
    const { chunkSteps } = this.#geometry;
    return chunkSteps - (stepInEpoch % chunkSteps);
  }

  async take({ epoch, step, steps, batchSize, firstRow }: BatchRequest): Promise<Batches> {
    const chunk = this.#chunkOf(epoch * this.#chunksPerEpoch + Math.floor(step / this.#geometry.chunkSteps));
    const blocks = await chunk.blocks;
    const offset = firstRow - chunk.range.from;
    const rows = new Int32Array(steps * batchSize).map((_, index) => offset + index);
    return { blocks, rows: { dtype: "int32", shape: [steps, batchSize], data: rows } };
  }

  async close(): Promise<void> {
    await this.#provider.close();
    this.#chunks = [];
  }

  get #chunksPerEpoch(): number {
    return Math.ceil(this.#geometry.stepsPerEpoch / this.#geometry.chunkSteps);
  }

  /**
   * The chunk of a number, asked for now unless it was before; those behind it are asked for too, those
   * before dropped.
   */
  #chunkOf(number: number): Chunk {
    const known = number >= this.#first && number < this.#first + this.#chunks.length;
    this.#chunks = known ? this.#chunks.slice(number - this.#first) : [];
    this.#first = number;
    const end = Math.min(number + 1 + this.#geometry.ahead, this.#geometry.epochs * this.#chunksPerEpoch);
    for (let next = number + this.#chunks.length; next < Math.max(end, number + 1); next++)
      this.#chunks.push(this.#ask(next));
    return this.#chunks[0];
  }

  #ask(number: number): Chunk {
    const { rows, batchSize, stepsPerEpoch, chunkSteps } = this.#geometry;
    const firstStep = (number % this.#chunksPerEpoch) * chunkSteps;
    const lastStep = Math.min(firstStep + chunkSteps, stepsPerEpoch);
    const range = {
      epoch: Math.floor(number / this.#chunksPerEpoch),
      from: firstStep * batchSize,
      to: Math.min(lastStep * batchSize, rows),
    };
    const blocks = this.#provider
      .prepare(range)
      .then((prepared) => Object.fromEntries(prepared.map((block) => [block.name, wholeBlock(block)])));
    // A failure ahead of its use is told when the chunk is used, and not at all when it never is.
    blocks.catch(() => {});
    return { range, blocks };
  }
}
