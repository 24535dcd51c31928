import type { CommitteePlace, Place } from "./place.ts";
import type { TrialStatus } from "./study.ts";

/** A stage of a longer job began. `stage` names it for a reader, such as "train the baseline". */
export interface StageStarted {
  readonly type: "stageStarted";
  readonly stage: string;
  /** The place that its trainings have in common, where it is about some. */
  readonly place?: CommitteePlace;
  /** Which trial of a job it is, of so many that are planned until now; of stages that are one. */
  readonly trial?: { readonly number: number; readonly of: number };
  /** The time that is left of the job's budget, where that is a time. */
  readonly budgetLeftMs?: number;
}

/** A stage ended. `summary` is one line with its result. */
export interface StageFinished {
  readonly type: "stageFinished";
  readonly stage: string;
  readonly place?: CommitteePlace;
  readonly durationMs: number;
  readonly summary?: string;
}

/**
 * An epoch of a training ended. Epochs and steps count from 1; losses are means per example; `devLoss` and
 * `devMetric` are null where the dev set was not scored in this epoch, `secondsLeft` where it cannot be told.
 */
export interface EpochFinished {
  readonly type: "epoch";
  /**
   * The training's name for a reader, such as "baseline, member 2"; left out where there is only one
   * training.
   */
  readonly title?: string;
  /** Where the training stands in its job; left out for one that no store keeps. */
  readonly place?: Place;
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  readonly trainLoss: number;
  readonly devLoss: number | null;
  readonly devMetric: { readonly name: string; readonly value: number } | null;
  readonly stepsPerSecond: number;
  readonly secondsLeft: number | null;
}

/** Something a reader should know now, in one sentence. */
export interface ProgressNote {
  readonly type: "note";
  readonly message: string;
}

/** A trial of a study began, reported or ended. */
export interface TrialChanged {
  readonly type: "trial";
  /** From 1. */
  readonly number: number;
  /** How many trials the study has in all; null where that is not limited. */
  readonly of: number | null;
  readonly status: TrialStatus;
  /** Its first objective; null before its end, and where it failed. */
  readonly value: number | null;
  /** The values of its parameters, choices in words. */
  readonly changes: Readonly<Record<string, string | number>>;
  /** The value that a running one reported last on its way, and at which step; left out of others. */
  readonly at?: { readonly step: number; readonly value: number };
  /** The best trial so far, with the values of its parameters; null where none is complete. */
  readonly best: {
    readonly number: number;
    readonly value: number;
    readonly changes: TrialChanged["changes"];
  } | null;
  /** How many trials the study has by status. */
  readonly counts: Readonly<Record<TrialStatus, number>>;
  readonly durationMs: number;
  readonly error?: string;
}

/**
 * An event that a job reports while it runs. Events are plain data, so that they cross from a worker
 * unchanged.
 */
export type ProgressEvent = StageStarted | StageFinished | EpochFinished | ProgressNote | TrialChanged;

/**
 * Receives the events of a job, in order, on the caller's thread. It must not throw.
 *
 * @example
 * const listener: ProgressListener = (event) => event.type === "note" && console.error(event.message);
 */
export type ProgressListener = (event: ProgressEvent) => void;
