import type { TrainingOptions } from "../shared/options/training-options.ts";

export type { FitResult } from "../shared/fit-result.ts";

/** The options of `fit`: the data, the recipe, and whether the test set is scored. */
export interface FitOptions extends TrainingOptions {
  /** Whether the test set is scored at the end; false by default. */
  readonly finalTest: boolean;
  /** Id of an interrupted run to continue; null for a new one. */
  readonly resume: string | null;
}
