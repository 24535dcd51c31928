import type { ToldPoint } from "../shared/search/told-points.ts";
import type { StudyLine } from "../shared/studies/stored-studies.ts";

/** Options of `changeStudy`: the study, and the changes, which are made all or none where one is wrong. */
export interface ChangeStudyOptions {
  /** The study's name or id, or "last" for the newest. */
  readonly study: string;
  /** A new name; null to keep it. */
  readonly name: string | null;
  /** Whether its workers end after the trials that they are at; false by default. */
  readonly stop: boolean;
  /**
   * Points to be tried before what the sampler proposes: values by parameter, choices in words, those
   * that are left out as the best trial has them; or JSON with that, or the path of a file with it. Null for
   * none.
   */
  readonly enqueue: string | ToldPoint | readonly ToldPoint[] | null;
  /** The numbers of trials that wait or are paused and are given up; none by default. */
  readonly stopTrials: readonly number[];
  /** The numbers of paused trials that go on as soon as a worker is free; none by default. */
  readonly resumeTrials: readonly number[];
  /** Folder of the run store, or the address of a database (postgres://…); ".trainwell" by default. */
  readonly store: string;
}

/** The study as it stands after the changes. */
export interface ChangeStudyResult {
  readonly study: StudyLine;
  /** The numbers of the trials that were added. */
  readonly enqueued: readonly number[];
  /** The numbers of trials that were given up, and of those that go on. */
  readonly stopped: readonly number[];
  readonly resumed: readonly number[];
}
