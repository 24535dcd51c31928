import type { StudyRecord, TrialRecord } from "../../run/study.ts";
import type { NewTrial } from "../../store/study-store.ts";

/** A study as it leaves: its record and its trials by their numbers. */
export interface ExportedStudy {
  readonly study: StudyRecord;
  readonly trials: readonly TrialRecord[];
}

/** A study as it comes in, to be handed to `StudyStore.createStudy`. */
export interface ImportedStudy {
  readonly study: StudyRecord;
  readonly trials: readonly NewTrial[];
}

/** The fields of an imported study that its file does not tell. */
export type ImportDefaults = Pick<StudyRecord, "sampler" | "stopper" | "version">;

/**
 * A trial as it is added to another study: one that was being worked on waits, for its worker is not there.
 *
 * @example
 * await store.createStudy(copy, trials.map(asNewTrial));
 */
export function asNewTrial({
  study: _study,
  number: _number,
  lease: _lease,
  ...trial
}: TrialRecord): NewTrial {
  const { status, ...rest } = trial;
  return { ...rest, status: status === "running" ? "waiting" : status };
}
