import { TrainwellError } from "../../base/errors.ts";
import { randomKey, STREAMS } from "../../base/random.ts";
import { ColumnTally } from "./column-tally.ts";
import { HashedSample } from "./hashed-sample.ts";
import { isAbsent, type RecordOptions, type RecordSource, type StreamRecord } from "./record-stream.ts";

/** Distinct values of a column are told apart up to so many; the others are as unseen ones. */
const MOST_DISTINCT = 5000;
/** Each value of a target is kept so often, because rarer ones are no classes. */
const KEPT_PER_TARGET_VALUE = 3;

/** The options of a survey of a stream. */
export interface SurveyOptions extends RecordOptions {
  /** Columns to predict; records without a value there are left out. */
  readonly target: readonly string[];
  readonly seed: number;
  /** The share of the records that is held out, in [0, 1). */
  readonly devShare: number;
  /** Records that are held out, at most. */
  readonly mostDev: number;
  /** Training records that are kept for fitting, at most, beside the first of each value of a category. */
  readonly mostSample: number;
  readonly signal?: AbortSignal;
}

/** The counts, statistics and records that one pass over a stream collects. */
export interface Survey {
  /** Records to train on, held-out ones and those without a target. */
  readonly rows: { readonly train: number; readonly dev: number; readonly withoutTarget: number };
  /** The held-out records, in the order of the stream. */
  readonly dev: readonly StreamRecord[];
  /** A random sample of the training records, and with it the first of each value of a category. */
  readonly sample: readonly StreamRecord[];
  /** Over all training records. */
  readonly tallies: ReadonlyMap<string, ColumnTally>;
  /** Whether the record at a place of the stream is trained on. */
  isTrained(record: StreamRecord, index: number): boolean;
  /** The most records that were held at any moment. */
  readonly mostHeld: number;
}

/**
 * Reads a stream once: divides it into training and held-out records by counted random numbers, counts what
 * its columns hold, and keeps bounded samples of both parts. A record that has to leave the held-out part,
 * because there are too many, is a training record and counted as one.
 *
 * @throws TrainwellError `stream-empty` when no record has a target; `interrupted` when the signal was
 * aborted.
 */
export async function surveyStream(source: RecordSource, options: SurveyOptions): Promise<Survey> {
  const surveyor = new Surveyor(options);
  let index = 0;
  for await (const record of source()) {
    if (options.signal?.aborted) throw interrupted(index);
    surveyor.add(record, index++);
  }
  return surveyor.finish(index);
}

function interrupted(records: number): TrainwellError {
  const message = `The first pass over the stream was interrupted after ${records} records.`;
  return new TrainwellError({ kind: "interrupted", code: "interrupted", message, details: { records } });
}

class Surveyor {
  readonly #options: SurveyOptions;
  readonly #dev: HashedSample<StreamRecord>;
  readonly #sample: HashedSample<StreamRecord>;
  /** Records that show something new, by their place in the stream. */
  readonly #novel = new Map<number, StreamRecord>();
  readonly #tallies = new Map<string, ColumnTally>();
  #train = 0;
  #mostHeld = 0;

  constructor(options: SurveyOptions) {
    const { seed, devShare, mostDev, mostSample } = options;
    this.#options = options;
    this.#dev = new HashedSample(randomKey(seed, STREAMS.split), { share: devShare, most: mostDev });
    this.#sample = new HashedSample(randomKey(seed, STREAMS.sampling), { most: mostSample });
  }

  add(record: StreamRecord, index: number): void {
    if (!hasTarget(record, this.#options.target)) return;
    if (!this.#dev.has(index)) this.#learn(record, index);
    else for (const left of this.#dev.add(index, record)) this.#learn(left.item, left.index);
    const held = this.#dev.items.length + this.#sample.items.length + this.#novel.size;
    if (held > this.#mostHeld) this.#mostHeld = held;
  }

  #learn(record: StreamRecord, index: number): void {
    this.#train++;
    let isNovel = false;
    for (const name of Object.keys(record)) {
      const times = this.#tallyOf(name).add(record[name]);
      const kept = this.#options.target.includes(name) ? KEPT_PER_TARGET_VALUE : 1;
      if (times <= kept) isNovel = true;
    }
    if (this.#sample.has(index)) this.#sample.add(index, record);
    // The sample may drop the record later, so novel records are kept by themselves.
    if (isNovel) this.#novel.set(index, record);
  }

  #tallyOf(name: string): ColumnTally {
    const known = this.#tallies.get(name);
    if (known) return known;
    const { types = {}, target } = this.#options;
    const isCategory = Object.hasOwn(types, name) && types[name] === "category";
    const asWords = isCategory || target.includes(name);
    const tally = new ColumnTally({ mostDistinct: MOST_DISTINCT, asWords });
    this.#tallies.set(name, tally);
    return tally;
  }

  finish(seen: number): Survey {
    if (this.#train === 0) {
      const what =
        seen === 0 ? "no record" : `no record with a value for "${this.#options.target.join('", "')}"`;
      throw new TrainwellError({
        kind: "input",
        code: "stream-empty",
        message: `The stream has ${what} to train on.`,
        details: { records: seen, target: this.#options.target },
        hint: "Give a function that returns a fresh iterator over the records each time it is called.",
      });
    }
    const dev = this.#dev.items.map(({ item }) => item);
    const sampled = new Map(this.#sample.items.map(({ index, item }) => [index, item]));
    const sample = [...new Map([...sampled, ...this.#novel])].sort(([a], [b]) => a - b);
    return {
      rows: { train: this.#train, dev: dev.length, withoutTarget: seen - this.#train - dev.length },
      dev,
      sample: sample.map(([, record]) => record),
      tallies: this.#tallies,
      isTrained: (record, index) => !this.#dev.has(index) && hasTarget(record, this.#options.target),
      mostHeld: this.#mostHeld,
    };
  }
}

function hasTarget(record: StreamRecord, target: readonly string[]): boolean {
  return target.every((name) => Object.hasOwn(record, name) && !isAbsent(record[name]));
}
