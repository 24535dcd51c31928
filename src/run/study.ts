import type { StoredData } from "./record.ts";

/** Where studies stand: "open" ones take trials; "stopped" ones wait to be resumed; "done" ones ended. */
export const STUDY_STATUSES = ["open", "stopped", "done"] as const;

/** Where a study stands. */
export type StudyStatus = (typeof STUDY_STATUSES)[number];

/** A metric that a study minimizes or maximizes. */
export interface Objective {
  /** The name of a metric that trials report. */
  readonly metric: string;
  readonly direction: "minimize" | "maximize";
}

/** A limit on a metric that trials report. */
export interface OutcomeLimit {
  readonly metric: string;
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** A component of a study by its kind, with its options beside. */
export interface StudyComponent {
  readonly kind: string;
  readonly [option: string]: StoredData | undefined;
}

/** Data that travel with a store to those who work on a study. */
export interface SharedData {
  /** SHA-256 of the file's bytes, in hexadecimal. */
  readonly hash: string;
  /** The name that the file had, or of a packed folder, whose ending says how it is read. */
  readonly name: string;
  /** Whether it is a folder, packed as a ZIP file. */
  readonly isFolder: boolean;
  /** The sheet or the file within it that is read, of one that has several. */
  readonly part?: string;
  readonly sizeBytes: number;
}

/** A study as a store keeps it, beside its trials. */
export interface StudyRecord {
  /** As a run's id: see `newRunId`. */
  readonly id: string;
  /** For people; unique in its store. */
  readonly name: string;
  /** ISO 8601, in UTC. */
  readonly createdAt: string;
  readonly status: StudyStatus;
  /** The search space as its user wrote it, as plain data. */
  readonly space: StoredData;
  readonly sampler: StudyComponent;
  readonly stopper: StudyComponent;
  /** At least one. */
  readonly objectives: readonly Objective[];
  readonly limits: readonly OutcomeLimit[];
  readonly seed: number;
  /** The version of the program that made it. */
  readonly version: string;
  /** The name of the data that its trials train on, such as "prices.csv"; left out where not known. */
  readonly source?: string;
  readonly dataHash?: string;
  /** Its data as they travel with the store; left out where workers read them from a path that all see. */
  readonly sharedData?: SharedData;
  /** Other things that whoever runs it finds again: the command of a foreign study, budgets. */
  readonly settings: { readonly [name: string]: StoredData | undefined };
}

/** The fields of a study that may change. */
export type StudyChanges = Partial<
  Pick<StudyRecord, "name" | "status" | "space" | "sampler" | "stopper" | "limits" | "settings">
>;

/**
 * Where a trial stands. "waiting" ones were told to be tried and nobody has begun; "running" ones are leased;
 * "paused" ones have a checkpoint and wait for a stopper's word; the others have ended: "complete", "stopped"
 * by a stopper, or "failed".
 */
export const TRIAL_STATUSES = ["waiting", "running", "paused", "complete", "stopped", "failed"] as const;

/** Where a trial stands. */
export type TrialStatus = (typeof TRIAL_STATUSES)[number];

/** One value that a trial reported on its way. */
export interface CurvePoint {
  /** How far it was: epochs, or whatever the trial counts; from 1 and growing. */
  readonly step: number;
  /** The first objective's value there; may be NaN or infinite. */
  readonly value: number;
}

/** A trial as a store keeps it. */
export interface TrialRecord {
  /** The id of its study. */
  readonly study: string;
  /** From 0, in the order in which they were added, without gaps. */
  readonly number: number;
  readonly status: TrialStatus;
  /** The value of each parameter that is there, by name: a number, or the place of a choice. */
  readonly point: Readonly<Record<string, number>>;
  /** Who proposed it: the study's sampler, its user, or another study that it was taken from. */
  readonly proposedBy: "sampler" | "user" | "import";
  /**
   * The number of the trial from whose checkpoint it goes on, with other values; left out of those that begin
   * anew.
   */
  readonly from?: number;
  /** Why this point, where who proposed it said so. */
  readonly why?: string;
  /** One for each objective as reported, not turned around; empty before the end and of one that failed. */
  readonly values: readonly number[];
  /** The standard error of the first value where repeats tell it. */
  readonly standardError?: number;
  /** All metrics that it reported at its end, by name. */
  readonly metrics: { readonly [name: string]: StoredData | undefined };
  /** As reported, not turned around; by growing step. */
  readonly curve: readonly CurvePoint[];
  /** The ids of its runs in the order in which they began. */
  readonly runs: readonly string[];
  /**
   * Which attempt it is at: 0 before it is begun, then 1, and one more for each worker that was lost and for
   * each failure that is tried again.
   */
  readonly attempts: number;
  /** ISO 8601, in UTC. */
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** How long it has run, pauses left out. */
  readonly durationMs: number;
  /** Its fault, of one that failed or was tried again: a sentence, or the last lines of a program. */
  readonly error?: string;
  /** Who works on it, of one that is running. */
  readonly lease?: TrialLease;
}

/** The right to work on a trial for a while. */
export interface TrialLease {
  /** The worker's name. */
  readonly owner: string;
  /** Grows with every claim of the trial: what an earlier holder still writes is refused. */
  readonly token: number;
  /** ISO 8601, in UTC: when others may take the trial, unless a heartbeat comes before. */
  readonly until: string;
}
