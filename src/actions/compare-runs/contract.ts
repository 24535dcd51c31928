import type { RunLine } from "../shared/stored-runs.ts";
import type { FindingSummary } from "../shared/summaries.ts";

/** Options of `compareRuns`: two runs of one store. */
export interface CompareRunsOptions {
  /** The ids of two runs; "last" is the newest. */
  readonly runs: readonly string[];
  /** Folder of the run store; ".trainwell" by default. */
  readonly store: string;
}

/** The differences between two runs. */
export interface CompareRunsResult {
  readonly a: RunLine;
  readonly b: RunLine;
  /** Whether both were trained on the same data; null where one of them does not say. */
  readonly sameData: boolean | null;
  /**
   * Whether their dev scores are of the same rows: the same data, divided in the same way with the same seed.
   */
  readonly comparable: boolean;
  /** The dev scores that at least one of them has. */
  readonly metrics: readonly {
    readonly name: string;
    readonly a: number | null;
    readonly b: number | null;
  }[];
  /** The changes that lead from the recipe of `a` to that of `b`, as lines; null where one has none. */
  readonly recipe: readonly string[] | null;
  /** Findings that only one of them has, and those of both. */
  readonly findings: {
    readonly onlyA: readonly FindingSummary[];
    readonly onlyB: readonly FindingSummary[];
    readonly both: readonly FindingSummary[];
  };
}
