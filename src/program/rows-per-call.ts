import { largestOf } from "../base/lists.ts";
import { sizeOf } from "../graph/tensor.ts";

/**
 * Numbers per call where rows are arrays: their activations are many times as many, and must stay in memory.
 */
const NUMBERS_PER_CALL = 1 << 19;
const FEWEST_ROWS_PER_CALL = 8;
/** Numbers that a network's layers compute in a call: 4 GB, if none of them were freed. */
const ACTIVATIONS_PER_CALL = 1 << 30;

/**
 * How many rows one call of a program without steps takes: `most`, or as many as have 2^19 numbers where rows
 * are arrays, and at least 8. Of a network that computes more than 2^30 numbers for them, as many rows as
 * take 2^30, and at least 1.
 *
 * @param options.activations the numbers that the network computes for a row; by default they do not count.
 */
export function rowsPerCall(
  blocks: readonly { readonly rowShape: readonly number[] }[],
  { most, activations = 0 }: { most: number; activations?: number },
): number {
  const arrays = blocks.filter(({ rowShape }) => rowShape.length > 1);
  const largest = Math.max(1, largestOf(arrays.map(({ rowShape }) => sizeOf(rowShape))));
  const rows = Math.max(FEWEST_ROWS_PER_CALL, Math.min(most, Math.floor(NUMBERS_PER_CALL / largest)));
  return Math.max(1, Math.min(rows, Math.floor(ACTIVATIONS_PER_CALL / activations)));
}
