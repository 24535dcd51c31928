import { randomKey, STREAMS, shuffle } from "../base/random.ts";

/**
 * The order in which an epoch visits its rows: a shuffle that is a function of seed and epoch alone, so that a resumed
 * training visits them as the uninterrupted one would have.
 *
 * @param rows row numbers; left as they are.
 * @param options `epoch` counts from 0.
 * @returns a permutation of `rows`.
 */
export function epochOrder(rows: Int32Array, options: { seed: number; epoch: number }): Int32Array {
  return shuffle(rows.slice(), randomKey(options.seed, STREAMS.shuffle, options.epoch));
}

/**
 * Where the batches of an epoch begin and end: batch i is order[offsets[i]] to order[offsets[i + 1]], the end left out.
 *
 * @param count the number of rows in the epoch.
 * @param options `batchSize` in rows, "all" for one batch; a batch larger than `count` is cut to it. `lastBatch` says
 *   whether a smaller last batch is kept or dropped.
 * @returns number of batches + 1 offsets.
 */
export function batchOffsets(
  count: number,
  options: { batchSize: number | "all"; lastBatch: "keep" | "drop" },
): Int32Array {
  if (count === 0) return Int32Array.of(0);
  const size = options.batchSize === "all" ? count : Math.min(options.batchSize, count);
  const batches = options.lastBatch === "drop" ? Math.floor(count / size) : Math.ceil(count / size);
  return Int32Array.from({ length: batches + 1 }, (_, batch) => Math.min(batch * size, count));
}
