import type { SeenStatus } from "../shared/options/run-options.ts";
import type { RunLine } from "../shared/stored-runs.ts";

/** Options of `listRuns`: which store, and which of its runs. */
export interface ListRunsOptions {
  /** Folder of the run store, or the address of a database (postgres://…); ".trainwell" by default. */
  readonly store: string;
  /** Only runs that stand so; null for all. "killed" are those that no process trains and none ended. */
  readonly status: SeenStatus | null;
}

/** The runs of a store that stand for themselves, the newest first; a job counts its trainings. */
export interface ListRunsResult {
  readonly store: string;
  /** The size of the database with the histories of all runs, in bytes. */
  readonly databaseBytes: number;
  readonly runs: readonly RunLine[];
}
