/** A layer of the network: its id, its kind, where its inputs come from, and its kind's options. */
export interface LayerSpec {
  /** Unique and stable: patches and ranges address layers by it. Letters, digits, - and _, beginning with a letter. */
  readonly id: string;
  readonly kind: string;
  /** Ids of earlier layers or names of data blocks; by default the previous layer, and "features" for the first. */
  readonly inputs?: readonly string[];
  readonly [option: string]: unknown;
}

/** The version of the recipe's shape that this Trainwell reads and writes. */
export const RECIPE_SCHEMA = 1;

/** What a column holds. */
export type ColumnType = "number" | "boolean" | "category";

/** How rows are split into train, dev and test. Sizes are fractions of the rows; those left out follow from the data's size. */
export interface SplitRecipe {
  readonly method: "auto" | "random" | "stratified" | "group" | "time" | "column";
  /** The column of groups, of times, or of the words train, dev and test; for the methods of those names. */
  readonly column?: string;
  readonly train?: number;
  readonly dev?: number;
  readonly test?: number;
  readonly seed: number;
}

/** Which data, and how a table becomes numbers. */
export interface DataRecipe {
  /** The column to predict. */
  readonly target: string;
  readonly task: "classification" | "regression" | "auto";
  /** Types told by column, over those inferred. Without a prototype, because columns may have any name. */
  readonly types: Readonly<Record<string, ColumnType>>;
  /** Columns that the network must not see. */
  readonly exclude: readonly string[];
  readonly split: SplitRecipe;
  /** What replaces a missing number. */
  readonly missing: "mean" | "median" | "zero";
  readonly normalize: "standardize" | "softClip" | "robust" | "minMax" | "none";
  readonly categories: "auto" | "oneHot" | "embedding";
  readonly classWeights: "none" | "balanced";
}

/** A component by its registered kind, with that kind's options beside it. */
export interface KindSpec {
  readonly kind: string;
  readonly [option: string]: unknown;
}

/** The optimizer; `learningRate` is positive, `weightDecay` is decoupled and in [0, 1). */
export interface OptimizerRecipe extends KindSpec {
  readonly learningRate: number;
  readonly weightDecay: number;
}

/** How the learning rate changes; it rises linearly over the first `warmupSteps` steps. */
export interface ScheduleRecipe extends KindSpec {
  readonly warmupSteps: number;
}

/** How long and in what batches to train. */
export interface TrainingRecipe {
  /** Examples a step, or "all" for batch gradient descent. */
  readonly batchSize: number | "all";
  readonly epochs: number;
  /** What happens to a last batch that is not full. */
  readonly lastBatch: "keep" | "drop";
  /** Stops after `patience` epochs whose dev loss is not below the best by more than `minimumDelta`; null for never. */
  readonly earlyStopping: { readonly patience: number; readonly minimumDelta: number } | null;
  /** Networks whose predictions are averaged. */
  readonly members: number;
  readonly seed: number;
}

/** Everything that decides a training run, as plain data. Made by `parseRecipe`, which checks it and fills its defaults. */
export interface Recipe {
  readonly schema: typeof RECIPE_SCHEMA;
  readonly data: DataRecipe;
  readonly network: { readonly layers: readonly LayerSpec[] };
  readonly loss: KindSpec;
  /** Penalties on the decayed parameters, both at least 0: l1·Σ|w| and l2·Σw²/2. */
  readonly penalties: { readonly l1: number; readonly l2: number };
  readonly optimizer: OptimizerRecipe;
  readonly schedule: ScheduleRecipe;
  /** Bounds for each gradient element and for the norm of the whole gradient; 0 for none. */
  readonly clip: { readonly value: number; readonly globalNorm: number };
  readonly training: TrainingRecipe;
}
