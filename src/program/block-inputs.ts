import type { BlockNormalization } from "../data/prepare/dataset.ts";
import { input } from "../graph/operations/index.ts";
import { BATCH, type DType, type Tensor } from "../graph/tensor.ts";
import { normalizeRows } from "./normalization.ts";

/** A block of the data as the network sees it: one row an example. */
export interface BlockType {
  readonly name: string;
  readonly dtype: DType;
  readonly rowShape: readonly number[];
  /** The number of different codes, for a block of category codes. */
  readonly cardinality?: number;
  /** How the graph scales the block's numbers; the network sees floats then. */
  readonly normalization?: BlockNormalization;
}

/** The blocks of a batch, as a program is fed with them and as its network sees them. */
export interface BlockInputs {
  /** The input node of each block's rows. */
  readonly blocks: readonly { readonly name: string; readonly rows: Tensor }[];
  /** The rows by the block's name, scaled. */
  readonly normalized: ReadonlyMap<string, Tensor>;
  /** The inputs of the scaling; the same in all steps of a call. */
  readonly scalings: readonly Tensor[];
}

/** Makes the inputs for blocks, and scales them in the graph. */
export function blockInputs(types: readonly BlockType[], dtype: "float32" | "float64"): BlockInputs {
  const blocks = types.map((block) => ({ name: block.name, rows: rowsOf(block, dtype) }));
  const normalized = blocks.map(({ rows }, index) => normalizeRows(rows, types[index], dtype));
  return {
    blocks,
    normalized: new Map(blocks.map(({ name }, index) => [name, normalized[index].rows])),
    scalings: normalized.flatMap(({ inputs }) => inputs),
  };
}

/** The numbers of codes by the names of the blocks that hold them. */
export function cardinalities(blocks: readonly BlockType[]): Map<string, number> {
  return new Map(
    blocks.flatMap((block) =>
      block.cardinality === undefined ? [] : [[block.name, block.cardinality] as const],
    ),
  );
}

function rowsOf(block: BlockType, dtype: "float32" | "float64"): Tensor {
  const rowType = block.dtype === "float32" ? dtype : block.dtype;
  return input(block.name, { dtype: rowType, shape: [BATCH, ...block.rowShape] });
}
