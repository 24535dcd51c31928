import { TrainwellError } from "../../base/errors.ts";
import { randomKey, STREAMS } from "../../base/random.ts";
import type { Augmenter } from "../../data/augment/augmenter.ts";
import { applyPreprocessing } from "../../data/prepare/apply-preprocessing.ts";
import type { Preprocessing } from "../../data/prepare/preprocessing.ts";
import type { RowWeights } from "../../data/prepare/preprocessing-choices.ts";
import {
  type RecordOptions,
  type RecordSource,
  type StreamRecord,
  tableOf,
} from "../../data/stream/record-stream.ts";
import { type RowBlock, type RowSink, rowSink, ShuffleBuffer } from "../../data/stream/shuffle-buffer.ts";
import type { Survey } from "../../data/stream/survey.ts";
import { sizeOf } from "../../graph/tensor.ts";
import type { BlockData, DataBlock } from "../../program/data-block.ts";
import { datasetBlocks } from "../../program/dataset-blocks.ts";
import type { RowProvider, RowRange } from "./chunked-source.ts";

/** Records that are turned into rows at once. */
const RECORDS_AT_ONCE = 256;

/** The stream, its survey and the preprocessing that rows are made from. */
export interface RecordRowsOptions extends RecordOptions {
  readonly source: RecordSource;
  readonly survey: Pick<Survey, "isTrained" | "rows">;
  readonly preprocessing: Preprocessing;
  readonly classWeights: RowWeights;
  /** The blocks that come out, without rows. */
  readonly blocks: readonly DataBlock[];
  readonly augmenter: Augmenter | undefined;
  /** Rows that are shuffled among each other. */
  readonly bufferRows: number;
  readonly seed: number;
}

/**
 * The rows of a stream's epochs: each epoch is a pass over the source, preprocessed and shuffled in a bounded
 * buffer. A range that does not follow the one before, as after a checkpoint, costs the pass up to it.
 */
export class RecordRows implements RowProvider {
  readonly ahead = 2;
  readonly #options: RecordRowsOptions;
  #pass: Pass | undefined;
  /** Ranges are prepared one after the other. */
  #last: Promise<unknown> = Promise.resolve();
  #mostHeld = 0;

  constructor(options: RecordRowsOptions) {
    this.#options = options;
  }

  /** The most rows that were held at any moment: waiting, in the buffer, and on their way out. */
  get mostHeld(): number {
    return this.#mostHeld;
  }

  prepare(range: RowRange): Promise<readonly DataBlock[]> {
    const prepared = this.#last.then(() => this.#prepare(range));
    this.#last = prepared.catch(() => {});
    return prepared;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#pass?.close();
    this.#pass = undefined;
  }

  async #prepare({ epoch, from, to }: RowRange): Promise<readonly DataBlock[]> {
    if (this.#pass === undefined || this.#pass.epoch !== epoch || this.#pass.position > from) {
      await this.#pass?.close();
      this.#pass = new Pass(this.#options, epoch);
    }
    const pass = this.#pass;
    while (pass.position < from) await pass.take(Math.min(RECORDS_AT_ONCE, from - pass.position));
    const sink = await pass.take(to - from);
    if (to === this.#options.survey.rows.train) await pass.expectEnd();
    this.#mostHeld = Math.max(this.#mostHeld, pass.mostHeld);
    const blocks = this.#options.blocks.map(
      (block, index): DataBlock => ({ ...block, data: sink.blocks[index].data as BlockData }),
    );
    this.#options.augmenter?.apply(blocks, { epoch, examples: sink.places });
    return blocks;
  }
}

/** One pass over the source. */
class Pass {
  readonly epoch: number;
  /** Rows taken so far. */
  position = 0;
  mostHeld = 0;
  readonly #options: RecordRowsOptions;
  readonly #records: AsyncIterator<StreamRecord> | Iterator<StreamRecord>;
  readonly #buffer: ShuffleBuffer;
  readonly #like: readonly RowBlock[];
  #waiting: { blocks: readonly RowBlock[]; places: readonly number[]; next: number } | undefined;
  #index = 0;
  #hasEnded = false;

  constructor(options: RecordRowsOptions, epoch: number) {
    const { source, seed, bufferRows, blocks, survey } = options;
    this.epoch = epoch;
    this.#options = options;
    this.#like = blocks.map(({ rowShape, data }) => ({
      width: sizeOf(rowShape),
      data: data as Float32Array,
    }));
    this.#buffer = new ShuffleBuffer(this.#like, {
      capacity: Math.min(bufferRows, survey.rows.train),
      key: randomKey(seed, STREAMS.shuffle, epoch),
    });
    const records = source();
    this.#records =
      Symbol.asyncIterator in records ? records[Symbol.asyncIterator]() : records[Symbol.iterator]();
  }

  /** The next rows of the pass in its order. @throws TrainwellError `stream-changed` when there are fewer. */
  async take(count: number): Promise<RowSink> {
    const sink = rowSink(this.#like, count);
    while (sink.rows < count) {
      if (await this.#fill()) this.#shuffle(sink, count);
      else if (this.#buffer.size > 0) this.#buffer.drain(sink);
      else throw changed(this.position + sink.rows, this.#options.survey.rows.train);
      const waiting = this.#waiting ? this.#waiting.places.length - this.#waiting.next : 0;
      this.mostHeld = Math.max(this.mostHeld, this.#buffer.size + waiting + count);
    }
    this.position += count;
    return sink;
  }

  /** @throws TrainwellError `stream-changed` when there are more rows than in the first pass. */
  async expectEnd(): Promise<void> {
    const train = this.#options.survey.rows.train;
    if ((await this.#fill()) || this.#buffer.size > 0) throw changed(train + 1, train);
  }

  async close(): Promise<void> {
    if (!this.#hasEnded) await this.#records.return?.();
  }

  #shuffle(sink: RowSink, count: number): void {
    const waiting = this.#waiting!;
    const { blocks, places } = waiting;
    while (waiting.next < places.length && sink.rows < count) {
      const row = waiting.next++;
      this.#buffer.add(blocks, { row, place: places[row] }, sink);
    }
  }

  /** Whether there are rows waiting to be shuffled, after more were read where there were none. */
  async #fill(): Promise<boolean> {
    if (this.#waiting && this.#waiting.next < this.#waiting.places.length) return true;
    const records: StreamRecord[] = [];
    const places: number[] = [];
    while (!this.#hasEnded && records.length < RECORDS_AT_ONCE) {
      const { value, done } = await this.#records.next();
      if (done) this.#hasEnded = true;
      else {
        const place = this.#index++;
        if (!this.#options.survey.isTrained(value, place)) continue;
        records.push(value);
        places.push(place);
      }
    }
    this.#waiting =
      records.length === 0 ? undefined : { blocks: rowsOf(records, this.#options), places, next: 0 };
    return records.length > 0;
  }
}

function rowsOf(records: readonly StreamRecord[], options: RecordRowsOptions): RowBlock[] {
  const { preprocessing, classWeights } = options;
  const dataset = applyPreprocessing(tableOf(records, options), preprocessing, { classWeights });
  return datasetBlocks(dataset).map(({ rowShape, data }) => ({
    width: sizeOf(rowShape),
    data: data as Float32Array,
  }));
}

function changed(received: number, expected: number): TrainwellError {
  const how = received > expected ? "more" : "fewer";
  return new TrainwellError({
    kind: "input",
    code: "stream-changed",
    message:
      `The stream gave ${how} records to train on in a later pass than the ${expected} of its first ` +
      `one.`,
    details: { expected, received },
    hint: "Return the same records in the same order each time the source is called.",
  });
}
