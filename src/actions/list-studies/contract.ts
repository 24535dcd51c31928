import type { StudyLine } from "../shared/studies/stored-studies.ts";

/** Options of `listStudies`: which store. */
export interface ListStudiesOptions {
  /** Folder of the run store, or the address of a database (postgres://…); ".trainwell" by default. */
  readonly store: string;
}

/** The studies of a store, the newest first. */
export interface ListStudiesResult {
  readonly store: string;
  readonly studies: readonly StudyLine[];
}
