import { largestOf } from "../base/lists.ts";
import { sizeOf } from "../graph/tensor.ts";

/**
 * Numbers per call where rows are arrays: their activations are many times as many, and must stay in memory.
 */
const NUMBERS_PER_CALL = 1 << 19;
const FEWEST_ROWS_PER_CALL = 8;

/**
 * How many rows one call of a program without steps takes: `most`, or as many as have 2^19 numbers where rows
 * are arrays, and at least 8.
 */
export function rowsPerCall(
  blocks: readonly { readonly rowShape: readonly number[] }[],
  { most }: { most: number },
): number {
  const arrays = blocks.filter(({ rowShape }) => rowShape.length > 1);
  const largest = Math.max(1, largestOf(arrays.map(({ rowShape }) => sizeOf(rowShape))));
  return Math.max(FEWEST_ROWS_PER_CALL, Math.min(most, Math.floor(NUMBERS_PER_CALL / largest)));
}
