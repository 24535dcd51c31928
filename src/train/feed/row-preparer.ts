import { Augmenter } from "../../data/augment/augmenter.ts";
import { epochOrder } from "../../data/split/epoch-order.ts";
import { sizeOf } from "../../graph/tensor.ts";
import type { BlockData, DataBlock } from "../../program/data-block.ts";
import type { KindSpec } from "../../recipe/types.ts";
import type { RowProvider, RowRange } from "./chunked-source.ts";

/**
 * The data and choices that rows are prepared from, as plain data, so that they can be handed to a worker.
 */
export interface PreparationSetup {
  readonly blocks: readonly DataBlock[];
  readonly trainRows: Int32Array;
  readonly seed: number;
  readonly augment: readonly KindSpec[];
}

/** Gathers the rows of an epoch in its order, and changes them by the augmentation of the recipe. */
export class RowPreparer {
  readonly #setup: PreparationSetup;
  readonly #augmenter: Augmenter;
  #order: { readonly epoch: number; readonly rows: Int32Array } | undefined;

  constructor(setup: PreparationSetup) {
    this.#setup = setup;
    this.#augmenter = new Augmenter(setup.augment, setup);
  }

  prepare({ epoch, from, to }: RowRange): DataBlock[] {
    const { blocks, trainRows, seed } = this.#setup;
    if (this.#order?.epoch !== epoch) this.#order = { epoch, rows: epochOrder(trainRows, { seed, epoch }) };
    const rows = this.#order.rows.subarray(from, to);
    const gathered = blocks.map((block) => gatherRows(block, rows));
    this.#augmenter.apply(gathered, { epoch, examples: rows });
    return gathered;
  }
}

/** Rows of a block as a block of their own, whose data are not shared between threads. */
function gatherRows(block: DataBlock, rows: Int32Array): DataBlock {
  const width = sizeOf(block.rowShape);
  const Data = block.data.constructor as new (length: number) => Float32Array;
  const source = block.data as Float32Array;
  const data = new Data(rows.length * width);
  // A loop is faster than views for rows of a few numbers.
  if (width < 16) {
    for (let i = 0; i < rows.length; i++)
      for (let j = 0; j < width; j++) data[i * width + j] = source[rows[i] * width + j];
  } else {
    for (let i = 0; i < rows.length; i++)
      data.set(source.subarray(rows[i] * width, (rows[i] + 1) * width), i * width);
  }
  return { ...block, data: data as BlockData };
}

/** Prepares rows on this thread, when they are asked for. */
export function prepareHere(setup: PreparationSetup): RowProvider {
  const preparer = new RowPreparer(setup);
  return { ahead: 0, prepare: async (range) => preparer.prepare(range), close: async () => {} };
}
