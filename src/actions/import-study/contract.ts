import type { StudyFormat } from "../shared/options/study-options.ts";
import type { StudyLine } from "../shared/studies/stored-studies.ts";

/** Options of `importStudy`: the file, and where its trials go. */
export interface ImportStudyOptions {
  /** The path of the file that is read. */
  readonly file: string;
  /** The file's form; null by default, for what its ending says: .csv, .jsonl, or .log and .journal. */
  readonly format: StudyFormat | null;
  /** The new study's name; null for the one in the file. */
  readonly name: string | null;
  /**
   * Of CSV, which says nothing of ranges: a study whose space, objectives and settings the new one has. Null
   * for none.
   */
  readonly like: string | null;
  /** Of CSV: a study that the trials are added to, and no new one is made. Null for none. */
  readonly into: string | null;
  /** Folder of the run store, or the address of a database (postgres://…); ".trainwell" by default. */
  readonly store: string;
}

/** The studies that came in; a journal of Optuna may have several. */
export interface ImportStudyResult {
  readonly studies: readonly StudyLine[];
  /** How many trials were read. */
  readonly trials: number;
}
