import type { StudyFormat } from "../shared/options/study-options.ts";

/** Options of `exportStudy`: the study, and the file. */
export interface ExportStudyOptions {
  /** The study's name or id, or "last" for the newest. */
  readonly study: string;
  /** The path of the file that is written. */
  readonly out: string;
  /** The file's form; null by default, for what its ending says: .csv, .jsonl, or .log and .journal. */
  readonly format: StudyFormat | null;
  /** Folder of the run store, or the address of a database (postgres://…); ".trainwell" by default. */
  readonly store: string;
}

/** The file that was written. */
export interface ExportStudyResult {
  readonly study: { readonly id: string; readonly name: string };
  readonly format: StudyFormat;
  readonly file: string;
  /** How many trials it has. */
  readonly trials: number;
}
