import type { Objective, OutcomeLimit, StudyComponent } from "../../run/study.ts";
import type { ToldBudget } from "../shared/options/budget-text.ts";

/** The options of `tuneCommand`: the program, the space, how it is searched, and when to stop. */
export interface TuneCommandOptions {
  /**
   * The program and its arguments, in which `{name}` stands for a parameter. No shell reads them. Of a study
   * that is gone on with it must be the same, or empty, as it is by default.
   */
  readonly command: readonly string[];
  /**
   * The space: the path of a file of it, or itself: ranges and values by name, with `constraints` beside
   * them. Null only for a study that is gone on with.
   */
  readonly space: string | Readonly<Record<string, unknown>> | null;
  /** The sampler that proposes trials: its kind, or one with options; "auto" by default. */
  readonly sampler: string | StudyComponent;
  /** The stopper that ends trials early: its kind, or one with options; "none" by default. */
  readonly stopper: string | StudyComponent;
  /** How many trials the study has in all; null for 20, or as many as the budget allows. */
  readonly trials: number | null;
  /** When no further trial begins, as "2h"; by default there is no such limit. */
  readonly budget: ToldBudget;
  /** The objectives, such as "accuracy:maximize"; "loss", minimized, by default. */
  readonly objectives: readonly (string | Objective)[];
  /** Limits on metrics, such as "sizeMb<=10"; none by default. */
  readonly limits: readonly (string | OutcomeLimit)[];
  /** Which of its reports is a trial's result where it has no final values; "last" by default. */
  readonly value: "last" | "best";
  /** The step that the program ends at by itself, from 1; null where that is not known. */
  readonly lastStep: number | null;
  /** How often a trial that failed is tried again, from 0; 0 by default. */
  readonly retries: number;
  /** How many programs run side by side, from 1; 1 by default. */
  readonly parallel: number;
  /** The seed of the search, a whole number from 0; null for 1. */
  readonly seed: number | null;
  /** The study's name; null for its id. */
  readonly name: string | null;
  /** A study to go on with, by id or name; null for a new one. */
  readonly study: string | null;
  /** Folder of the run store, or the address of a database (postgres://…); ".trainwell" by default. */
  readonly store: string;
  /** The address of Redis, "redis://…", whose queue wakes workers; null for the store's own. */
  readonly queue: string | null;
}
