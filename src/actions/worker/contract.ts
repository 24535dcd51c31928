import type { DataSource } from "../../lab/read-data.ts";
import type { Device } from "../../runtime/device.ts";
import type { TrialSummary } from "../tune/contract.ts";

/** The options of `worker`: the study, and how many of its trials run here side by side. */
export interface WorkerOptions {
  /** The study, by id or name. */
  readonly study: string;
  /** The data, of a study of networks; null of one of another program. */
  readonly data: DataSource | null;
  /** How many trials run here side by side, from 1; null for one program, or as many trainings as cores. */
  readonly parallel: number | null;
  /** Where networks compute, "cpu" by default. */
  readonly device: Device;
  /** Folder of the run store, or the address of a database (postgres://…); ".trainwell" by default. */
  readonly store: string;
}

/** The result of `worker`. */
export interface WorkerResult {
  /** The result in one sentence. */
  readonly headline: string;
  readonly study: { readonly id: string; readonly name: string };
  /** The trials that were carried out here, in the order in which they ended. */
  readonly trials: readonly TrialSummary[];
  /** Why it left, as a word and in words. */
  readonly stopped: { readonly reason: "trials" | "exhausted" | "budget" | "stopped"; readonly text: string };
  readonly durationMs: number;
}
