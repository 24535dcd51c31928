import type { DataSource } from "../../lab/prepare/read-data.ts";
import type { Cause, ForeignComparison, GradientCheck } from "../../measure/gradcheck/index.ts";
import type { RecipeInput } from "../../recipe/schema.ts";
import type { DataOptions } from "../shared/options/data-options.ts";

/** The options of `gradcheck`: whose gradients, on which rows, and how much of them. */
export interface GradcheckOptions extends Omit<DataOptions, "data"> {
  /**
   * Path of a recipe, of exported gradients, or of data, which the recipe that fits it is checked on; or a
   * recipe.
   */
  readonly subject: string | RecipeInput;
  /** The data to check a recipe on, as in training; null for generated rows. */
  readonly data: DataSource | null;
  /**
   * Path of a safetensors file with the gradients that another program computed of the recipe; null for none.
   */
  readonly gradients: string | null;
  /** Changes to the recipe, applied in order; none by default. */
  readonly set: readonly { readonly path: string; readonly value: unknown }[];
  /**
   * Decides weights, masks, generated rows and sampled coordinates, a whole number from 0; null for the
   * recipe's own.
   */
  readonly seed: number | null;
  /** The shape of a generated row, without the batch; null for the first that fits the network. */
  readonly input: readonly number[] | null;
  /** Classes, labels or values of generated targets; null for as many as the network has outputs. */
  readonly outputs: number | null;
  /** Rows in the batch, from 1; null for 5, or 3 of more than 256 numbers. */
  readonly rows: number | null;
  /** Coordinates to compare of each tensor that is too large to be checked in full, from 1; null for 59. */
  readonly coordinates: number | null;
}

/** The result of `gradcheck`: a verdict for each tensor, and the operations to blame. */
export interface GradcheckResult extends GradientCheck {
  /**
   * Whose gradients were checked. "recipe": those of a recipe's step. "exported": those that another program
   * exported with its own losses. "foreign": those that another program computed of a recipe.
   */
  readonly subject: "recipe" | "exported" | "foreign";
  /** The file that was checked; null for a recipe that was given as such. */
  readonly file: string | null;
  /** The rows in the batch, and where they come from; null for exported gradients. */
  readonly batch: { readonly rows: number; readonly from: "data" | "generated" } | null;
  /** The faults that explain another program's exported gradients; only for such. */
  readonly causes?: readonly Cause[];
  /** Another program's gradients beside the recipe's own; only for such. */
  readonly foreign?: ForeignComparison;
}
