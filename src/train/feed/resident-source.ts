import { epochOrder } from "../../data/split/epoch-order.ts";
import type { DataBlock } from "../../program/data-block.ts";
import type { HostArray } from "../../runtime/session.ts";
import { type Batches, type BatchRequest, type BatchSource, wholeBlock } from "./batch-source.ts";

/**
 * Data that is in memory as it is: every call is fed the same whole blocks, without a copy, and row numbers
 * into them.
 */
export class ResidentSource implements BatchSource {
  readonly #blocks: Readonly<Record<string, HostArray>>;
  readonly #trainRows: Int32Array;
  readonly #seed: number;
  #order: { readonly epoch: number; readonly rows: Int32Array } | undefined;

  constructor(data: { blocks: readonly DataBlock[]; trainRows: Int32Array; seed: number }) {
    this.#blocks = Object.fromEntries(data.blocks.map((block) => [block.name, wholeBlock(block)]));
    this.#trainRows = data.trainRows;
    this.#seed = data.seed;
  }

  mostSteps(): number {
    return Number.POSITIVE_INFINITY;
  }

  take({ epoch, steps, batchSize, firstRow }: BatchRequest): Batches {
    if (this.#order?.epoch !== epoch)
      this.#order = { epoch, rows: epochOrder(this.#trainRows, { seed: this.#seed, epoch }) };
    const data = this.#order.rows.subarray(firstRow, firstRow + steps * batchSize);
    return { blocks: this.#blocks, rows: { dtype: "int32", shape: [steps, batchSize], data } };
  }

  async close(): Promise<void> {}
}
