import type { StoredData } from "../../run/record.ts";
import type { Objective, OutcomeLimit, StudyComponent } from "../../run/study.ts";
import type { BestPoint, StudyLine } from "../shared/studies/stored-studies.ts";
import type { ParameterImportance } from "../shared/studies/study-facts.ts";
import type { StudySlice } from "../shared/studies/study-slices.ts";
import type { TrialSummary } from "../shared/studies/trial-summary.ts";

/** Options of `showStudy`: the study, and where it is stored. */
export interface ShowStudyOptions {
  /** The study's name or id, or "last" for the newest. */
  readonly study: string;
  /** The path of a page with everything, in HTML; null by default, and none is written. */
  readonly report: string | null;
  /** Folder of the run store, or the address of a database (postgres://…); ".trainwell" by default. */
  readonly store: string;
}

/** All that a store holds of one study, and what follows from it. */
export interface ShowStudyResult {
  readonly study: StudyLine;
  readonly sampler: StudyComponent;
  readonly stopper: StudyComponent;
  readonly objectives: readonly Objective[];
  readonly limits: readonly OutcomeLimit[];
  readonly seed: number;
  readonly settings: Readonly<Record<string, StoredData | undefined>>;
  /** Parameters with their ranges in words. */
  readonly space: readonly { readonly parameter: string; readonly range: string }[];
  /** By their numbers. */
  readonly trials: readonly TrialSummary[];
  /** The numbers of the completed trials within the limits, the best by the first objective first. */
  readonly ranking: readonly number[];
  /** Of several objectives, the numbers of the trials that none beats in all. */
  readonly front: readonly number[];
  /** The one of them beyond which a little of one objective costs much of another; null without one. */
  readonly knee: number | null;
  /** How the best value came about, a point for each trial that completed, in the order of their ends. */
  readonly history: readonly BestPoint[];
  readonly importance: readonly ParameterImportance[];
  /** How importance was measured; null where there are too few trials to say it. */
  readonly importanceMethod: "fanova" | "pedAnova" | null;
  /** Of the most important parameters. */
  readonly slices: readonly StudySlice[];
  /** Parameters whose best value lies at a border of its range. */
  readonly warnings: readonly string[];
  readonly files: { readonly report?: string };
}
