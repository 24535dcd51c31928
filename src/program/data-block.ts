import type { BlockNormalization, FeatureColumn } from "../data/prepare/dataset.ts";

/** A typed array that crosses between threads and into ONNX Runtime. */
export type BlockData = Float32Array | Int32Array | Uint8Array | BigInt64Array | Uint32Array;

/** A block of rows as the loop feeds it. */
export interface DataBlock {
  readonly name: string;
  readonly dtype: "float32" | "int32" | "uint8";
  readonly rowShape: readonly number[];
  readonly data: BlockData;
  /** The columns that the features come from. */
  readonly columns?: readonly FeatureColumn[];
  /** How the graph scales the block's numbers. */
  readonly normalization?: BlockNormalization;
}

/** Rows to evaluate on, compact: their blocks hold these rows and no others. */
export interface EvaluationData {
  readonly rows: number;
  readonly blocks: readonly DataBlock[];
  /** Class numbers or scaled values. */
  readonly target: DataBlock;
  /** One weight a row, where examples are weighted: the loss is then the weighted mean, as in training. */
  readonly weights?: Float32Array;
}
