import type { StudyLine } from "../shared/studies/stored-studies.ts";

/** Options of `copyStudy`: the study, and the copy's name. */
export interface CopyStudyOptions {
  /** The study's name or id, or "last" for the newest. */
  readonly study: string;
  /** The copy's name. */
  readonly name: string;
  /** Whether only the space and the settings are copied, and no trials; false by default. */
  readonly empty: boolean;
  /** Folder of the run store, or the address of a database (postgres://…); ".trainwell" by default. */
  readonly store: string;
}

/** The study that was made. */
export interface CopyStudyResult {
  readonly study: StudyLine;
}
