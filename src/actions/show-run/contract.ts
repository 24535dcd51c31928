import type { Recipe } from "../../recipe/schema.ts";
import type { Role } from "../../run/place.ts";
import type { SeenStatus } from "../shared/options/run-options.ts";
import type { RunLine } from "../shared/stored-runs.ts";
import type { FindingSummary } from "../shared/summaries.ts";

/** Options of `showRun`: the run, and where it is stored. */
export interface ShowRunOptions {
  /** The run's id, or "last" for the newest. */
  readonly run: string;
  /** Folder of the run store, or the address of a database (postgres://…); ".trainwell" by default. */
  readonly store: string;
}

/** Trainings that play one part in a job: the members of one committee. */
export interface PartLine {
  readonly role: Role;
  /** Which one of its role, from 1. */
  readonly number: number;
  /** Its name for people, such as "Widen the hidden layers, member 2". */
  readonly title: string;
  readonly members: readonly {
    readonly id: string;
    readonly status: SeenStatus;
    readonly seconds?: number;
  }[];
}

/** All that a store holds of one run. */
export interface ShowRunResult extends RunLine {
  /** The job that it is a part of; its own id where it stands for itself. */
  readonly job: string;
  /** The target's columns, of runs with a recipe. */
  readonly target?: readonly string[];
  readonly environment: Readonly<Record<string, string | number>>;
  readonly findings: readonly FindingSummary[];
  /** The parts of a job, in the order in which they were trained. */
  readonly parts: readonly PartLine[];
  /** How far its own training came, of runs that are one. */
  readonly progress?: { readonly epoch: number; readonly values: Readonly<Record<string, number>> };
  /** Of runs with one, as it was trained; of a job the final one. */
  readonly recipe?: Recipe;
}
