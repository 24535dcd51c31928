import type { ImageFit } from "../data/image-fits.ts";
import type {
  CategoryEncoding,
  MissingNumber,
  Normalization,
  RowWeights,
} from "../data/preprocessing-choices.ts";
import type { SplitMethod } from "../data/split-methods.ts";
import type { ColumnType } from "../data/table.ts";
import type { Task } from "../data/target.ts";
import type { LayerSpec } from "../nn/layer-spec.ts";
import type { Precision } from "../runtime/device.ts";

export type { LayerSpec } from "../nn/layer-spec.ts";

/** The version of the recipe's shape that this Trainwell reads and writes. */
export const RECIPE_SCHEMA = 1;

export type { ColumnType } from "../data/table.ts";

/** How rows are split into train, dev and test. Sizes are fractions of the rows; those left out follow from the data's size. */
export interface SplitRecipe {
  readonly method: SplitMethod;
  /** The column of groups, of times, or of the words train, dev and test; for the methods of those names. */
  readonly column?: string;
  readonly train?: number;
  readonly dev?: number;
  readonly test?: number;
  /** The share of the training rows that is held apart, to tell variance from dev rows of another distribution. */
  readonly trainDev?: number;
  readonly seed: number;
}

/** Which data, and how a table becomes numbers. */
export interface DataRecipe {
  /** The column to predict, or several: numbers for several outputs, booleans (or 0 and 1) for several labels. */
  readonly target: string | readonly string[];
  readonly task: Task | "auto";
  /** Types told by column, over those inferred. Without a prototype, because columns may have any name. */
  readonly types: Readonly<Record<string, ColumnType>>;
  /** Columns that the network must not see. */
  readonly exclude: readonly string[];
  readonly split: SplitRecipe;
  /** What replaces a missing number. */
  readonly missing: MissingNumber;
  readonly normalize: Normalization;
  readonly categories: CategoryEncoding;
  readonly classWeights: RowWeights;
  /** Random changes of the training examples, in this order, each kind at most once; never of dev and test rows. */
  readonly augment: readonly KindSpec[];
  /** How images are brought to one size; what is not told is the most common of the images. */
  readonly image: ImageRecipe;
}

/** The size of images in pixels, their channels (1 for shades of grey, 3 for colours), and how others are made to fit. */
export interface ImageRecipe {
  readonly width?: number;
  readonly height?: number;
  readonly channels?: 1 | 3;
  readonly fit?: ImageFit;
}

/** A component by its registered kind, with that kind's options beside it. */
export interface KindSpec {
  readonly kind: string;
  readonly [option: string]: unknown;
}

/** Parameters with a learning rate or weight decay of their own. */
export interface ParameterGroupRecipe {
  /** Names of parameters, LAYER.PARAMETER, with * for any text. */
  readonly match: string;
  readonly learningRateScale: number;
  /** The weight decay of all of the group's parameters, biases too; left out, the optimizer's, which spares them. */
  readonly weightDecay?: number;
}

/** The optimizer; `learningRate` is positive, `weightDecay` is decoupled and in [0, 1). */
export interface OptimizerRecipe extends KindSpec {
  readonly learningRate: number;
  readonly weightDecay: number;
  /** The first group that matches a parameter counts; each must match one. */
  readonly groups?: readonly ParameterGroupRecipe[];
}

/** How the learning rate changes; it rises linearly over the first `warmupSteps` steps. */
export interface ScheduleRecipe extends KindSpec {
  readonly warmupSteps: number;
}

/**
 * An average of the weights and of batch normalization's running statistics. `ema`: exponentially weighted over the
 * updates, `decay` in [0, 1) being the past's share, and corrected for its start; about 1 / (1 − decay) updates count.
 * `swa`: the plain mean of the weights at the epochs' ends from the share `startFraction` of the training on, with running
 * statistics from a pass over the training rows (over a stream, the mean of the statistics).
 */
export type AveragingRecipe =
  | { readonly kind: "ema"; readonly decay: number }
  | { readonly kind: "swa"; readonly startFraction: number };

/** How long and in what batches to train. */
export interface TrainingRecipe {
  /** Examples a step, or "all" for batch gradient descent. */
  readonly batchSize: number | "all";
  readonly epochs: number;
  /** What happens to a last batch that is not full. */
  readonly lastBatch: "keep" | "drop";
  /**
   * Mini-batches an update: their gradients' mean counts, as that of one large batch would, and batch normalization still
   * sees one mini-batch. The last update of an epoch may have fewer. Schedules count updates.
   */
  readonly accumulate: number;
  /** Which average of the weights is judged, kept and saved; null for the last weights themselves. */
  readonly averaging: AveragingRecipe | null;
  /** Stops after `patience` epochs whose dev loss is not below the best by more than `minimumDelta`; null for never. */
  readonly earlyStopping: { readonly patience: number; readonly minimumDelta: number } | null;
  /**
   * Mixes pairs of training examples and their losses in shares of the distribution Beta(mixup, mixup), as 0.2; 0 for
   * not (Zhang et al., 2018). The reported training loss is then that of mixtures.
   */
  readonly mixup: number;
  /**
   * "mixed" computes products of matrices and convolutions in float16, with weights in float32 and the loss scaled so
   * that small gradients are not lost, where the device can (WebGPU with shader-f16); else all is float32.
   */
  readonly precision: Precision;
  /** Networks whose predictions are averaged. */
  readonly members: number;
  readonly seed: number;
}

/** The network: its layers, and what its weights begin with beyond the layers' own initializers. */
export interface NetworkRecipe {
  readonly layers: readonly LayerSpec[];
  /**
   * What the last layer's bias begins with: "zero" (as where left out) for its layer's own, or "baseRate" for the output that
   * says the target's base rate on the training rows.
   */
  readonly outputBias?: "zero" | "baseRate" | undefined;
  /**
   * Layer-sequential unit-variance initialization (Mishkin & Matas 2016) in place of the initializers of the weights of dense
   * layers and convolutions: orthonormal weights, scaled layer by layer so that each output has the variance 1 on `rows`
   * training rows. It is the network's and not a layer's, because each layer's scale follows from all those before it.
   */
  readonly initialization?: { readonly kind: "lsuv"; readonly rows: number } | undefined;
}

/** Everything that decides a training run, as plain data. Made by `parseRecipe`, which checks it and fills its defaults. */
export interface Recipe {
  readonly schema: typeof RECIPE_SCHEMA;
  readonly data: DataRecipe;
  readonly network: NetworkRecipe;
  readonly loss: KindSpec;
  /**
   * Penalties on the decayed parameters, l1·Σ|w| and l2·Σw²/2 (both together are the elastic net), and the largest norm
   * that the incoming weights of a unit may have after an update. All at least 0, which is none.
   */
  readonly penalties: { readonly l1: number; readonly l2: number; readonly maxNorm: number };
  readonly optimizer: OptimizerRecipe;
  readonly schedule: ScheduleRecipe;
  /** Bounds for each gradient element and for the norm of the whole gradient; 0 for none. */
  readonly clip: { readonly value: number; readonly globalNorm: number };
  readonly training: TrainingRecipe;
}
