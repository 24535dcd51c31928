import type { PairedDifference } from "../../clinic/paired-difference.ts";
import type { DataSource } from "../../lab/prepare/read-data.ts";
import type { Scores } from "../../lab/scores/score-metrics.ts";
import type { RecipeInput } from "../../recipe/schema.ts";
import type { TrainingOptions } from "../shared/options/training-options.ts";
import type { RunLine } from "../shared/stored-runs.ts";
import type { TrialSummary } from "../shared/studies/trial-summary.ts";
import type { FindingSummary } from "../shared/summaries.ts";

/** Options of `compare`: what is compared, and whether it is trained for that. */
export interface CompareOptions extends Pick<TrainingOptions, "store" | "threads" | "device"> {
  /**
   * Two of: the id of a run, or "last" for the newest; a trial as STUDY:NUMBER, or STUDY:best; a recipe, or
   * the path of one in JSON.
   */
  readonly subjects: readonly (string | RecipeInput)[];
  /** How many trainings of each are compared, paired, from 2; null for none, which shows what is stored. */
  readonly seeds: number | null;
  /** The data that both are trained on, needed with `seeds`; null by default. */
  readonly data: DataSource | null;
}

/** One of both that are compared. */
export interface ComparedSubject {
  readonly kind: "run" | "trial" | "recipe";
  /** As it was named, or "the recipe". */
  readonly name: string;
  /** Of a run what the store holds of it. */
  readonly run?: RunLine;
  /** Of a trial its study and how it ended. */
  readonly trial?: TrialSummary & { readonly study: string };
}

/** A paired difference of losses, first less second: positive where the second is better. */
export interface ComparedLosses extends PairedDifference {
  /** The loss that is compared, such as "Brier score". */
  readonly title: string;
}

/** Both, trained for the comparison over the same seeds. */
export interface ComparedTrainings {
  /** The run under which the trainings are kept. */
  readonly run: string;
  /** How many of each were trained. */
  readonly seeds: number;
  /** Whether each had a fold of a cross-validation, or a seed on one split. */
  readonly design: "crossValidation" | "fixedSplit";
  /** Dev scores, means over the trainings. */
  readonly a: Scores;
  readonly b: Scores;
}

/** The differences between two runs, trials or recipes. */
export interface CompareResult {
  /** The result in one sentence. */
  readonly headline: string;
  readonly a: ComparedSubject;
  readonly b: ComparedSubject;
  /** Whether both were trained on the same data; null where one of them does not say. */
  readonly sameData: boolean | null;
  /**
   * Whether their stored dev scores are of the same rows: the same question of the same data, divided in the
   * same way with the same seed.
   */
  readonly comparable: boolean;
  /** The stored dev scores that at least one of them has. */
  readonly metrics: readonly {
    readonly name: string;
    readonly a: number | null;
    readonly b: number | null;
  }[];
  /**
   * The changes that lead from the recipe of `a` to that of `b`, or from the parameters of one program's run
   * or trial to another's, as lines; null where one has neither.
   */
  readonly recipe: readonly string[] | null;
  /** Findings that only one of them has, and those of both. */
  readonly findings: {
    readonly onlyA: readonly FindingSummary[];
    readonly onlyB: readonly FindingSummary[];
    readonly both: readonly FindingSummary[];
  };
  /**
   * The paired difference of their dev losses: of the trainings that were made for it, or of those that two
   * trials of one study have in common; null where there are no pairs.
   */
  readonly difference: ComparedLosses | null;
  /** Of the trainings that were made; null where none was asked for. */
  readonly trained: ComparedTrainings | null;
  readonly durationMs: number;
}
