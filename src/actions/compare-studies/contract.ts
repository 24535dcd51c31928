import type { StudyLine } from "../shared/studies/stored-studies.ts";
import type { TrialSummary } from "../shared/studies/trial-summary.ts";

/** Options of `compareStudies`: studies of one store. */
export interface CompareStudiesOptions {
  /** Names or ids of at least two studies; "last" is the newest. */
  readonly studies: readonly string[];
  /** Folder of the run store, or the address of a database (postgres://…); ".trainwell" by default. */
  readonly store: string;
}

/** Studies beside each other; lists have an item for each, in the order in which they were named. */
export interface CompareStudiesResult {
  readonly studies: readonly StudyLine[];
  /** Whether all have the same first objective; if not, their values say nothing of each other. */
  readonly sameObjective: boolean;
  /** Whether all were trained on the same data; null where one of them does not say. */
  readonly sameData: boolean | null;
  /** The best trial of each; null where none has completed. */
  readonly best: readonly (TrialSummary | null)[];
  /** The best values after equal numbers of completed trials; null where there were not so many. */
  readonly progress: readonly { readonly trials: number; readonly best: readonly (number | null)[] }[];
  /** The parameters of each that not all of them have. */
  readonly ownParameters: readonly (readonly string[])[];
}
