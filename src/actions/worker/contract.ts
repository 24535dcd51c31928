import type { DataSource } from "../../lab/prepare/read-data.ts";
import type { Device } from "../../runtime/device.ts";
import type { WorkEnd } from "../../tune/study/trial-worker.ts";
import type { TrialSummary } from "../tune/contract.ts";

/** The options of `worker`: which studies, and how many of their trials run here side by side. */
export interface WorkerOptions {
  /** The study, by id or name; null for every study of networks that is open or will be. */
  readonly study: string | null;
  /**
   * The data, of a study of networks; null for those that travel with the store, or lie where the study had
   * them.
   */
  readonly data: DataSource | null;
  /** How many trials run here side by side, from 1; null for one program, or as many trainings as cores. */
  readonly parallel: number | null;
  /** Where networks compute, "cpu" by default. */
  readonly device: Device;
  /**
   * Without a study: whether studies of other programs are worked on too, whose commands then run here; false
   * by default.
   */
  readonly programs: boolean;
  /**
   * Without a study: after how many milliseconds, from 0, without one to work on the worker leaves; null to
   * wait until it is stopped.
   */
  readonly idleMs: number | null;
  /** Folder of the run store, or the address of a database (postgres://…); ".trainwell" by default. */
  readonly store: string;
  /** The address of Redis, "redis://…", whose queue wakes workers; null for the store's own. */
  readonly queue: string | null;
}

/** The result of `worker`. */
export interface WorkerResult {
  /** The result in one sentence. */
  readonly headline: string;
  /** The studies that trials were carried out of, or that were asked for. */
  readonly studies: readonly { readonly id: string; readonly name: string }[];
  /** The trials that were carried out here, in the order in which they ended. */
  readonly trials: readonly (TrialSummary & { readonly study: string })[];
  /** Why it left, as a word and in words. */
  readonly stopped: { readonly reason: WorkEnd | "idle"; readonly text: string };
  readonly durationMs: number;
}
