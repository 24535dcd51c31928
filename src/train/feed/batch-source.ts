import { sizeOf } from "../../graph/tensor.ts";
import type { DataBlock } from "../../program/data-block.ts";
import type { HostArray } from "../../runtime/session.ts";

/** Consecutive steps of one epoch, all with batches of one size. */
export interface BatchRequest {
  /** Counted from 0. */
  readonly epoch: number;
  /** The first step within the epoch, counted from 0. */
  readonly step: number;
  readonly steps: number;
  /** Rows a step. */
  readonly batchSize: number;
  /** How many rows of the epoch come before the first step. */
  readonly firstRow: number;
}

/**
 * The data of one call: blocks by name, and for each step the numbers of its rows in them, int32 [steps,
 * batch].
 */
export interface Batches {
  readonly blocks: Readonly<Record<string, HostArray>>;
  readonly rows: HostArray;
}

/**
 * Where a training's rows come from, call by call: the resident data ({@link ResidentSource}), or rows that
 * are prepared ahead of their steps ({@link ChunkedSource}). What a step sees depends on the epoch and the
 * step alone, never on how steps are gathered into calls or on what was prepared when.
 */
export interface BatchSource {
  /** How many steps, at most, one call can take from a step of an epoch on; at least 1. */
  mostSteps(stepInEpoch: number): number;
  /**
   * The batches of a call. At once where they are in memory; else when they are prepared.
   *
   * @throws TrainwellError when they cannot be prepared.
   */
  take(request: BatchRequest): Batches | Promise<Batches>;
  /** Ends what prepares rows. A source must not be asked afterwards. */
  close(): Promise<void>;
}

/** A block as a call is fed with it: all its rows. */
export function wholeBlock(block: DataBlock): HostArray {
  const width = sizeOf(block.rowShape);
  return { dtype: block.dtype, shape: [block.data.length / width, ...block.rowShape], data: block.data };
}

/** The size of a row of a block, in bytes. */
export function rowBytes({ rowShape, data }: DataBlock): number {
  return sizeOf(rowShape) * data.BYTES_PER_ELEMENT;
}
