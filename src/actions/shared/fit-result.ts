import type { Scores } from "../../lab/scores/score-metrics.ts";
import type { TrainedScores } from "../../lab/scores/trained-scores.ts";
import type { ModelFile } from "./files/model-files.ts";
import type { FindingSummary } from "./summaries.ts";

/** The result of `fit`: the run, its scores, its findings and the files that it wrote. */
export interface FitResult extends TrainedScores {
  /** The result in one sentence. */
  readonly headline: string;
  readonly run: string;
  /** Null unless the test set was scored; `previousScorings` counts how often it was before. */
  readonly test: (Scores & { readonly previousScorings: number }) | null;
  readonly findings: readonly FindingSummary[];
  /** The paths of what was written, by kind. */
  readonly files: Readonly<Record<ModelFile, string>>;
}
