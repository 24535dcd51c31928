import type { UnjudgedFinding } from "../../clinic/finding.ts";
import type { NaiveComparison } from "../../lab/naive-comparison.ts";
import type { DataSource } from "../../lab/prepare/read-data.ts";
import type { Scores } from "../../lab/scores/score-metrics.ts";
import type { Device } from "../../runtime/lower.ts";
import type { TrainingOptions } from "../shared/options/training-options.ts";
import type { FindingSummary } from "../shared/summaries.ts";

/** Options of `diagnose`: a stored run, or data on which a baseline is trained first. */
export interface DiagnoseOptions extends Omit<TrainingOptions, "data" | "out"> {
  /** As in training; null where `run` is told. */
  readonly data: DataSource | null;
  /** Id of a stored run; null for a baseline that is trained on `data`. */
  readonly run: string | null;
}

/**
 * The result of `diagnose`: the findings, worst first, those that could not be judged, and the dev scores.
 */
export interface DiagnoseResult {
  /** The result in one sentence. */
  readonly headline: string;
  readonly run: string;
  /** Where was trained; left out of a stored run's diagnosis. */
  readonly device?: Device;
  readonly dev: Scores;
  /** The score of always predicting the same would do on the dev rows; null of a stored run. */
  readonly naive: NaiveComparison | null;
  /** Notes on how the data were read and divided; empty for a stored run. */
  readonly notes: readonly string[];
  readonly findings: readonly FindingSummary[];
  /** Findings for which the run tells too little; those that do not apply to it are not among them. */
  readonly unjudged: readonly UnjudgedFinding[];
}
