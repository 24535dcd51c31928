import type { DataSource } from "../../lab/prepare/read-data.ts";
import type { NetworkSummary } from "../../nn/network-summary.ts";
import type { RecipeInput } from "../../recipe/schema.ts";
import type { DataOptions } from "../shared/options/data-options.ts";

/** The options of `summary`: whose network, and the shapes that it gets. */
export interface SummaryOptions extends Omit<DataOptions, "data"> {
  /** The data whose shapes the network gets; null for those told, or the first that fit. */
  readonly data: DataSource | null;
  /** A recipe, or the path of one in JSON; null for the baseline for the data. */
  readonly recipe: string | RecipeInput | null;
  /** Changes to the recipe, applied in order; none by default. */
  readonly set: readonly { readonly path: string; readonly value: unknown }[];
  /** Without data: the shape of a row, without the batch; null for the first that fits. */
  readonly input: readonly number[] | null;
  /** Without data: classes, labels or values to predict, from 1; null for as many as fit. */
  readonly outputs: number | null;
}

/** A network's layers, with their shapes, parameters and work, and the inputs that they were counted for. */
export interface SummaryResult extends NetworkSummary {
  /** The name of the data that told the inputs; null where they are assumed. */
  readonly data: string | null;
  readonly inputs: readonly {
    readonly name: string;
    /** Of one example, without the batch. */
    readonly rowShape: readonly number[];
    /** Of categories: how many there are. */
    readonly cardinality?: number;
  }[];
  /** Units that the target asks of the output layer. */
  readonly outputs: number;
}
