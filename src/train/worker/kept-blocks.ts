import type { DataBlock } from "../../program/data-block.ts";

/** More is not kept for a next training, whose work it would save too little of. */
const MOST_BYTES = 2 ** 26;

/** The blocks of a training on their way to a worker that still has some of them. */
export interface SentBlocks {
  /** In place of one that the worker has, one without data. */
  readonly blocks: readonly DataBlock[];
  /** The places of those that it has. */
  readonly kept: readonly number[];
}

/** The blocks that a worker has of the training before, as its caller knows them. */
export class BlocksAtWorker {
  #last: readonly DataBlock[] = [];

  /** The blocks of the next training as they are to be sent. */
  toSend(blocks: readonly DataBlock[]): SentBlocks {
    const isKept = (block: DataBlock, place: number) => this.#last[place]?.data === block.data;
    const kept = blocks.flatMap((block, place) => (isKept(block, place) ? [place] : []));
    return { blocks: blocks.map((block, place) => (kept.includes(place) ? emptied(block) : block)), kept };
  }

  /** Notes that these blocks are on their way: not before, for a message may not get off. */
  sent(blocks: readonly DataBlock[]): void {
    this.#last = keptOf(blocks);
  }
}

/** The worker's side of {@link BlocksAtWorker}. */
export class KeptBlocks {
  #last: readonly DataBlock[] = [];

  /** The blocks as they were before they were sent. */
  next({ blocks, kept }: SentBlocks): readonly DataBlock[] {
    const whole = blocks.map((block, place) =>
      kept.includes(place) ? { ...block, data: this.#last[place].data } : block,
    );
    this.#last = keptOf(whole);
    return whole;
  }
}

function keptOf(blocks: readonly DataBlock[]): readonly DataBlock[] {
  const bytes = blocks.reduce((sum, { data }) => sum + data.byteLength, 0);
  return bytes <= MOST_BYTES ? blocks : [];
}

function emptied(block: DataBlock): DataBlock {
  const Data = block.data.constructor as new (length: number) => DataBlock["data"];
  return { ...block, data: new Data(0) };
}
