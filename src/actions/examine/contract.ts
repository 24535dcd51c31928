import type { SplitSummary } from "../../data/split/split-summary.ts";
import type { BatchChoice, GradientNoise, LearningRateRange } from "../../measure/rates/index.ts";
import type { LossLine, LossPlane, PointVerdict, Stability } from "../../measure/surface/index.ts";
import type { RecipeInput } from "../../recipe/schema.ts";
import type { DataOptions } from "../shared/options/data-options.ts";

/** The options of `examine`: whose training, and which questions about it. */
export interface ExamineOptions extends DataOptions {
  /** A recipe, or the path of one in JSON; null for the baseline for the data. */
  readonly recipe: string | RecipeInput | null;
  /** Changes to the recipe, applied in order; none by default. */
  readonly set: readonly { readonly path: string; readonly value: unknown }[];
  /** Of the training and of the split, a whole number from 0; null for the recipe's own. */
  readonly seed: number | null;
  /** Threads for the engine, from 1; null leaves the choice to it. */
  readonly threads: number | null;
  /** Folder for what was found and its drawings; null for none. */
  readonly out: string | null;
  /** Which examinations to make; none named stands for all but the landscape. */
  readonly examinations: readonly Examination[];
}

/** A question that `examine` can answer. */
export type Examination = "learningRate" | "batchSize" | "sharpness" | "landscape";

/** A kind of file that `examine` writes. */
export type ExaminationFile = "examination" | "learningRate" | "line" | "plane";

/** The result of `examine`. A part that was not asked for is null. */
export interface ExamineResult {
  readonly splits: SplitSummary;
  /** The range test, beside the recipe's own learning rate. */
  readonly learningRate: (LearningRateRange & { readonly current: number }) | null;
  /**
   * The largest batch that pays, beside the recipe's own; the noise scale is that after an epoch of training.
   */
  readonly batchSize: (BatchChoice & Pick<GradientNoise, "noiseScale"> & { readonly current: number }) | null;
  /** The training whose end was examined; null where nothing asked for it. */
  readonly training: {
    readonly status: "finished" | "earlyStopping" | "diverged";
    readonly steps: number;
    /** Training rows whose mean loss the surface is. */
    readonly surfaceRows: number;
  } | null;
  /** The curvature at the weights that the training chose, and what it says of them. */
  readonly sharpness: (PointVerdict & { readonly stability: Stability | null }) | null;
  /**
   * The loss along the line from the initial weights (0) to the chosen ones (1), and over the plane of two
   * filter-normalized random directions around the latter.
   */
  readonly landscape: { readonly line: LossLine; readonly plane: LossPlane } | null;
  /** Those that were written, by kind; none without `out`. */
  readonly files: Readonly<Partial<Record<ExaminationFile, string>>>;
}
