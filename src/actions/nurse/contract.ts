import type { DataSource } from "../../lab/prepare/read-data.ts";
import type { RunBranch } from "../../run/record.ts";
import type { FitResult } from "../fit/contract.ts";
import type { TrainingOptions } from "../shared/options/training-options.ts";

/** The options of `nurse`: which run goes on, on which data, and what changes. */
export interface NurseOptions
  extends Pick<
    TrainingOptions,
    "set" | "store" | "threads" | "device" | "keepCheckpoints" | "out" | "humanError"
  > {
  /** The id of the run that goes on; "last" is the newest. */
  readonly run: string;
  /** The step to go on from, at which an epoch ended or of which there is a checkpoint; null for the last. */
  readonly at: number | null;
  /** The epoch, from 1, from whose end to go on, in place of a step; null for the last checkpoint. */
  readonly atEpoch: number | null;
  /** The data that the run was trained on: a path, or data in memory. */
  readonly data: DataSource;
  /** Whether the test set is scored at the end; false by default. */
  readonly finalTest: boolean;
}

/** The result of `nurse`: that of a fit, and where it branched off. */
export interface NurseResult extends FitResult {
  readonly branch: RunBranch;
}
