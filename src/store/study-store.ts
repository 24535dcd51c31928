import type {
  CurvePoint,
  StudyChanges,
  StudyRecord,
  TrialLease,
  TrialRecord,
  TrialStatus,
} from "../run/study.ts";

/** A trial that is to be added. */
export type NewTrial = Pick<TrialRecord, "point" | "proposedBy" | "why"> &
  Partial<
    Pick<
      TrialRecord,
      | "status"
      | "values"
      | "standardError"
      | "metrics"
      | "curve"
      | "durationMs"
      | "startedAt"
      | "endedAt"
      | "error"
    >
  >;

/** Which trials a list has. */
export interface TrialQuery {
  readonly statuses?: readonly TrialStatus[];
  /** Only what changed after this mark, which an earlier answer gave. */
  readonly since?: number;
}

/** How a trial's work ended. */
export interface TrialEnd {
  readonly status: "complete" | "stopped" | "failed" | "paused";
  readonly values?: readonly number[];
  readonly standardError?: number;
  readonly metrics?: TrialRecord["metrics"];
  readonly error?: string;
}

/** A trial that its caller holds. */
export type LeasedTrial = TrialRecord & { readonly lease: TrialLease };

/**
 * Where studies and their trials are kept. Any number of processes may work on one study. Whoever works on a
 * trial holds a lease, keeps it by heartbeats, and names it with everything that it writes; a lease that ran
 * out and was taken by another is refused (`lease-lost`), so that nothing is lost or counted twice. A method
 * that takes a study's id throws `study-unknown` when there is none of that id, and one that takes a trial's
 * number `trial-unknown`. What is given is copied, and so is what is returned. A method that fails leaves
 * everything as it was.
 */
export interface StudyStore {
  /** Adds a study. Throws `study-exists` when its id or its name is taken. */
  createStudy(study: StudyRecord): Promise<void>;
  /** Changes some fields of a study and returns the whole. Throws `study-exists` for a name that is taken. */
  updateStudy(studyId: string, changes: StudyChanges): Promise<StudyRecord>;
  /** The study of an id or a name; undefined when there is none. */
  getStudy(idOrName: string): Promise<StudyRecord | undefined>;
  /** All studies, the newest first, with how many trials each has by status. */
  listStudies(): Promise<(StudyRecord & { readonly trials: Readonly<Record<TrialStatus, number>> })[]>;
  /** Removes a study and its trials; their runs stay. */
  removeStudy(studyId: string): Promise<void>;

  /**
   * Adds a trial with a number: the next one, which the caller has to name, so that of two who ask at once
   * one is refused (undefined) and asks again, knowing what the other added. One that is added "running" is
   * leased to `owner` at once.
   */
  addTrial(
    studyId: string,
    trial: NewTrial,
    options: { readonly number: number; readonly lease?: { readonly owner: string; readonly forMs: number } },
  ): Promise<TrialRecord | undefined>;
  /**
   * The trials of a study by their numbers, and a mark by which a later call gets only what changed since.
   */
  trials(studyId: string, query?: TrialQuery): Promise<{ trials: TrialRecord[]; mark: number }>;
  getTrial(studyId: string, number: number): Promise<TrialRecord | undefined>;

  /**
   * Takes a trial to work on: one that waits, or one whose lease ran out (its attempts grow by one); by a
   * number, that trial also where it is paused. Undefined where there is none to take.
   */
  claimTrial(
    studyId: string,
    options: { readonly owner: string; readonly forMs: number; readonly number?: number },
  ): Promise<LeasedTrial | undefined>;
  /** Keeps a lease for a while longer. Throws `lease-lost` where another holds the trial. */
  renewLease(trial: LeasedTrial, options: { readonly forMs: number }): Promise<LeasedTrial>;
  /**
   * Adds what a trial reports on its way. Of a step that was reported before, what is told last counts.
   * Throws `lease-lost`.
   */
  reportTrial(
    trial: LeasedTrial,
    report: { readonly points?: readonly CurvePoint[]; readonly runs?: readonly string[] },
  ): Promise<void>;
  /**
   * Ends a trial's work and its lease: it has ended, or is paused. What was said before by the same lease
   * may be said again. Throws `lease-lost`.
   */
  endTrial(trial: LeasedTrial, end: TrialEnd): Promise<TrialRecord>;
  /** Gives a trial back to whoever takes it next: it waits again. Throws `lease-lost`. */
  releaseTrial(trial: LeasedTrial, options?: { readonly error?: string }): Promise<void>;

  /** Lets go of the storage. */
  close(): Promise<void>;
}
