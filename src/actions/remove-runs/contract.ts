import type { SeenStatus } from "../shared/options/run-options.ts";
import type { RunLine } from "../shared/stored-runs.ts";

/** Options of `removeRuns`: which runs, and whether they go. */
export interface RemoveRunsOptions {
  /** The ids of runs; "last" is the newest. None by default: all that the other options say. */
  readonly runs: readonly string[];
  /** Only runs that began so many milliseconds ago or earlier, from 0; null for any age. */
  readonly olderThanMs: number | null;
  /** Only runs that stand so; null for any. */
  readonly status: SeenStatus | null;
  /** Whether the runs are removed; by default false, and they are only listed. */
  readonly yes: boolean;
  /** Whether they are only listed, whatever `yes` says; false by default. */
  readonly dryRun: boolean;
  /** Folder of the run store, or the address of a database (postgres://…); ".trainwell" by default. */
  readonly store: string;
}

/** The runs that went, or that would go, with all of their trainings. */
export interface RemoveRunsResult {
  readonly store: string;
  /** Whether they were removed. */
  readonly removed: boolean;
  readonly runs: readonly RunLine[];
  /** Runs that stay, although they were meant, because a process is training them. */
  readonly inUse: readonly string[];
}
