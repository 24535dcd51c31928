import * as counts from "../recipe/step-counts.ts";
import type { Recipe } from "../recipe/types.ts";

/** As many rows as this. */
export interface RowCount {
  readonly length: number;
}

/** The options and rows that decide how an epoch's rows fall into batches. */
export interface Batching {
  readonly training: Pick<Recipe["training"], "batchSize" | "lastBatch">;
  /** The rows that an epoch visits, or only how many. */
  readonly trainRows: RowCount;
}

/** The number of rows in a batch; the last one of an epoch may be smaller. */
export function rowsPerBatch({ training, trainRows }: Batching): number {
  return counts.rowsPerBatch(training, trainRows.length);
}

/** The number of rows in the batch of a step, counted from 0 over all epochs. */
export function batchRows(plan: Batching, step: number): number {
  const size = rowsPerBatch(plan);
  return Math.min(size, plan.trainRows.length - (step % stepsPerEpoch(plan)) * size);
}

/** The number of steps, mini-batches, in an epoch. */
export function stepsPerEpoch(plan: Batching): number {
  return counts.stepsPerEpoch(plan.training, plan.trainRows.length);
}
