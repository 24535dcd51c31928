import type { StudyLine } from "../shared/studies/stored-studies.ts";

/** Options of `removeStudies`: which studies, and whether they go. */
export interface RemoveStudiesOptions {
  /** Names or ids; "last" is the newest. */
  readonly studies: readonly string[];
  /** Whether the studies are removed; by default false, and they are only listed. */
  readonly yes: boolean;
  /** Folder of the run store, or the address of a database (postgres://…); ".trainwell" by default. */
  readonly store: string;
}

/** The studies that went, or that would go, with their trials. */
export interface RemoveStudiesResult {
  readonly store: string;
  /** Whether they were removed. */
  readonly removed: boolean;
  readonly studies: readonly StudyLine[];
}
