import type {
  CurvePoint,
  StudyChanges,
  StudyRecord,
  TrialLease,
  TrialRecord,
  TrialStatus,
} from "../run/study.ts";

/** A trial that is to be added; one that is told nothing else waits. */
export type NewTrial = Pick<TrialRecord, "point" | "proposedBy" | "why"> &
  Partial<Omit<TrialRecord, "study" | "number" | "status" | "lease">> & {
    readonly status?: Exclude<TrialStatus, "running">;
  };

/** Which trials a list has. */
export interface TrialQuery {
  readonly statuses?: readonly TrialStatus[];
  /** Only what changed after this mark, which an earlier answer gave. Heartbeats are no change. */
  readonly since?: number;
  /** Whether curves and runs are not needed, so that a store may leave them empty; false by default. */
  readonly brief?: boolean;
}

/** Who wants to work on a trial, and for how long before a heartbeat comes. */
export interface LeaseRequest {
  readonly owner: string;
  readonly forMs: number;
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

/** A trial that its caller holds, by name. */
export type HeldLease = Pick<LeasedTrial, "study" | "number" | "lease">;

/** A study in a list, with how many trials it has by status. */
export type StudySummary = StudyRecord & { readonly trials: Readonly<Record<TrialStatus, number>> };

/**
 * Where studies and their trials are kept. Any number of processes may work on one study. Whoever works on a
 * trial holds a lease, keeps it by heartbeats, and names it with everything that it writes; a lease that ran
 * out and was taken by another is refused (`lease-lost`), so that nothing is lost or counted twice. One that
 * ran out and was taken by nobody still holds. A method
 * that takes a study's id throws `study-unknown` when there is none of that id, and one that takes a trial's
 * number `trial-unknown`. What is given is copied, and so is what is returned. A method that fails leaves
 * everything as it was.
 */
export interface StudyStore {
  /**
   * Adds a study, with trials where it is a copy or comes from elsewhere: all or nothing. Throws
   * `study-exists` when its id or its name is taken, `study-invalid` when they cannot be used.
   */
  createStudy(study: StudyRecord, trials?: readonly NewTrial[]): Promise<void>;
  /** Changes some fields of a study and returns the whole. Throws `study-exists` for a name that is taken. */
  updateStudy(studyId: string, changes: StudyChanges): Promise<StudyRecord>;
  /** The study of an id, or else of a name; undefined when there is none. */
  getStudy(idOrName: string): Promise<StudyRecord | undefined>;
  /** All studies, the newest first, with how many trials each has by status. */
  listStudies(): Promise<StudySummary[]>;
  /** Removes a study and its trials; their runs stay. */
  removeStudy(studyId: string): Promise<void>;

  /**
   * Adds a trial with a number: the next one, which the caller has to name, so that of two who ask at once
   * one is refused (undefined) and asks again, knowing what the other added.
   *
   * @param options.lease by which it is worked on at once; without one it waits, or has ended, as it says.
   */
  addTrial(
    studyId: string,
    trial: NewTrial,
    options: { readonly number: number; readonly lease?: LeaseRequest },
  ): Promise<TrialRecord | undefined>;
  /** Adds trials with the next numbers, in their order, all or none: what a user tells to try, or imports. */
  addTrials(studyId: string, trials: readonly NewTrial[]): Promise<TrialRecord[]>;
  /**
   * The trials of a study by their numbers, and a mark by which a later call gets only what changed since.
   */
  trials(studyId: string, query?: TrialQuery): Promise<{ trials: TrialRecord[]; mark: number }>;
  getTrial(studyId: string, number: number): Promise<TrialRecord | undefined>;

  /**
   * Takes a trial to work on: one whose lease ran out (its attempts grow by one), or else one that waits; by
   * a number, that trial, also where it is paused. Its point, curve and runs stay, so that its work goes on
   * from its checkpoint. Undefined where there is none to take.
   */
  claimTrial(
    studyId: string,
    options: LeaseRequest & { readonly number?: number },
  ): Promise<LeasedTrial | undefined>;
  /** Keeps a lease for a while longer, and gives the trial back with it. Throws `lease-lost`. */
  renewLease<T extends HeldLease>(trial: T, options: { readonly forMs: number }): Promise<T>;
  /**
   * Adds what a trial reports on its way. Of a step that was reported before, what is told last counts.
   * Throws `lease-lost`.
   */
  reportTrial(
    trial: HeldLease,
    report: { readonly points?: readonly CurvePoint[]; readonly runs?: readonly string[] },
  ): Promise<void>;
  /**
   * Ends a trial's work and its lease: it has ended, or is paused. Said again by the same lease, it changes
   * nothing. Throws `lease-lost`.
   */
  endTrial(trial: HeldLease, end: TrialEnd): Promise<TrialRecord>;
  /**
   * Gives a trial back to whoever takes it next: it waits again. With an error it is the next attempt.
   * Throws `lease-lost`.
   */
  releaseTrial(trial: HeldLease, options?: { readonly error?: string }): Promise<void>;
  /**
   * Changes where a trial stands that nobody works on: a paused one goes on as soon as someone takes it
   * ("waiting") or ends ("stopped"), one that waits is given up. Undefined where it does not stand at `from`
   * any more.
   */
  moveTrial(
    trial: Pick<TrialRecord, "study" | "number">,
    move: { readonly from: "waiting" | "paused"; readonly to: "waiting" | "paused" | "stopped" },
  ): Promise<TrialRecord | undefined>;

  /** Lets go of the storage. */
  close(): Promise<void>;
}
