import type { SplitSummary } from "../../data/split/split-summary.ts";
import type { Recipe } from "../../recipe/schema.ts";
import type { Device } from "../../runtime/lower.ts";
import type { NaiveComparison } from "../naive-comparison.ts";
import type { Scores } from "./score-metrics.ts";

/** The result of trainings of one recipe on one split, wherever they ran. */
export interface TrainedScores {
  /** As it was trained, with all defaults filled in; with it the same is trained again. */
  readonly recipe: Recipe;
  readonly splits: SplitSummary;
  /** Notes on how the data were read and divided. */
  readonly notes: readonly string[];
  readonly train: Scores;
  readonly dev: Scores;
  /** Of the training rows that were held apart, where that was asked for. */
  readonly trainDev?: Scores;
  /**
   * The score of always predicting the same on the test rows, where they were scored, else on the dev rows;
   * null where there are none.
   */
  readonly naive: NaiveComparison | null;
  /** Of the first member. */
  readonly epochs: number;
  /** Where was trained: the device asked for, or the CPU where that could not be had. */
  readonly device: Device;
  readonly durationMs: number;
}
