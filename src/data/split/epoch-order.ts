import { randomKey, STREAMS, shuffle } from "../../base/random.ts";

/**
 * The order in which an epoch visits its rows: a shuffle that is a function of seed and epoch alone, so that
 * a resumed training visits them as the uninterrupted one would have.
 *
 * @param rows row numbers; left as they are.
 * @param options `epoch` counts from 0.
 * @returns a permutation of `rows`.
 */
export function epochOrder(rows: Int32Array, options: { seed: number; epoch: number }): Int32Array {
  return shuffle(rows.slice(), randomKey(options.seed, STREAMS.shuffle, options.epoch));
}
