import type { SplitSummary } from "../../data/split/split-summary.ts";
import type { NaiveComparison } from "../../lab/naive-comparison.ts";
import type { Scores } from "../../lab/scores/score-metrics.ts";
import type { Recipe } from "../../recipe/schema.ts";
import type { Device } from "../../runtime/lower.ts";
import type { ModelFile } from "../shared/model-files.ts";
import type { FindingSummary } from "../shared/summaries.ts";
import type { TrainingOptions } from "../shared/training-options.ts";

/** The options of `fit`: the data, the recipe, and whether the test set is scored. */
export interface FitOptions extends TrainingOptions {
  /** Whether the test set is scored at the end; false by default. */
  readonly finalTest: boolean;
  /** Id of an interrupted run to continue; null for a new one. */
  readonly resume: string | null;
}

/** The result of `fit`: the run, its scores, its findings and the files that it wrote. */
export interface FitResult {
  /** The result in one sentence. */
  readonly headline: string;
  readonly run: string;
  /** As it was trained, with all defaults filled in. */
  readonly recipe: Recipe;
  readonly splits: SplitSummary;
  /** Notes on how the data were read and divided. */
  readonly notes: readonly string[];
  readonly train: Scores;
  readonly dev: Scores;
  /** Of the training rows that were held apart, where that was asked for. */
  readonly trainDev?: Scores;
  /** Null unless the test set was scored; `previousScorings` counts how often it was before. */
  readonly test: (Scores & { readonly previousScorings: number }) | null;
  /**
   * The score of always predicting the same on the test rows, where they were scored, else on the dev rows;
   * null where there are none.
   */
  readonly naive: NaiveComparison | null;
  readonly epochs: number;
  /** Where was trained: the device asked for, or the CPU where that could not be had. */
  readonly device: Device;
  readonly durationMs: number;
  readonly findings: readonly FindingSummary[];
  /** The paths of what was written, by kind. */
  readonly files: Readonly<Record<ModelFile, string>>;
}
