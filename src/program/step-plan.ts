import type { Recipe } from "../recipe/types.ts";
import type { Batching, RowCount } from "./batching.ts";
import type { DataBlock } from "./data-block.ts";
import type { Layout } from "./layout.ts";
import type { HostScalar } from "./scalar-inputs.ts";

/** The facts that the host feeds a step program by, step by step; plain data. */
export interface StepPlan extends Batching {
  readonly parameters: Layout;
  readonly buffers: Layout;
  /** The vectors that are carried beside parameters and buffers. */
  readonly slots: readonly string[];
  readonly scalars: readonly HostScalar[];
  /** Layers with randomness, in the order of their key inputs. */
  readonly randomLayers: readonly string[];
  /** All rows that training draws from: features, category codes, target and weights. */
  readonly blocks: readonly DataBlock[];
  /** The rows that an epoch visits; of a stream, only how many. */
  readonly trainRows: Int32Array | RowCount;
  readonly optimizer: Recipe["optimizer"];
  readonly schedule: Recipe["schedule"];
  readonly training: Recipe["training"];
}
