import type { SplitSummary } from "../../data/split/split-summary.ts";
import type { Gain } from "../../lab/scored-gain.ts";
import type { Scores } from "../../lab/scores/score-metrics.ts";
import type { Measure } from "../../nn/metrics/measures.ts";
import type { Recipe } from "../../recipe/schema.ts";
import type { Objective, OutcomeLimit, StudyComponent } from "../../run/study.ts";
import type { ModelFile } from "../shared/files/model-files.ts";
import type { ToldBudget } from "../shared/options/budget-text.ts";
import type { TrainingOptions } from "../shared/options/training-options.ts";
import type { ParameterImportance } from "../shared/studies/study-facts.ts";
import type { TrialSummary } from "../shared/studies/trial-summary.ts";

export type { ParameterImportance } from "../shared/studies/study-facts.ts";
export type { TrialSummary } from "../shared/studies/trial-summary.ts";

/** The options of `tune`: the data, the space, how it is searched, and when to stop. */
export interface TuneOptions extends Omit<TrainingOptions, "humanError"> {
  /**
   * The space: the path of a file of it, or itself: ranges by recipe path, or a recipe with ranges in it;
   * null for the default, made from what the recipe's options say of themselves. Ranges in `set` are put on
   * top.
   */
  readonly space: string | Readonly<Record<string, unknown>> | null;
  /** Whether the space is printed and nothing is trained; false by default. */
  readonly showSpace: boolean;
  /** The sampler, which says which point is tried next: its kind, or one with options; "auto" by default. */
  readonly sampler: string | StudyComponent;
  /** The stopper, which ends trials early: its kind, or one with options; "none" by default. */
  readonly stopper: string | StudyComponent;
  /** How many trials the study has in all; null for as many as the budget allows. */
  readonly trials: number | null;
  /** When to stop, as of `improve`; five minutes by default, and none where trials are told. */
  readonly budget: ToldBudget;
  /**
   * The metrics that are minimized or maximized; none by default, for the dev loss that recipes are compared
   * by. Several make a front of trials that none beats in all.
   */
  readonly objectives: readonly (string | Objective)[];
  /** Limits on outcomes, such as parameters of at most 10,000; none by default. */
  readonly limits: readonly (string | OutcomeLimit)[];
  /**
   * How many folds or seeds a trial is trained on: a number from 1, or "race" (the default), which goes on as
   * long as one more may change the choice.
   */
  readonly repeats: "race" | number;
  /** The study's name; null for its id. */
  readonly name: string | null;
  /** A study to go on with, by id or name; null for a new one. */
  readonly study: string | null;
  /** A study around whose best region the space is narrowed, and widened at borders; null for none. */
  readonly zoom: string | null;
  /** The address of Redis, "redis://…", whose queue wakes workers; null for the store's own. */
  readonly queue: string | null;
}

/** A recipe on fresh seeds. */
export interface FreshScores {
  /** Means over the members, on dev rows. */
  readonly dev: Scores;
  readonly test: Scores | null;
}

/** A part of a training whose values changed on its way. */
export interface LineagePart {
  /** The trials that trained it, from 1. */
  readonly trials: readonly number[];
  /** The last one's run, a branch of the part before. */
  readonly run: string;
  /** The epochs that it was trained for: after the first of both, up to the second. */
  readonly fromEpoch: number;
  readonly toEpoch: number;
  /** The values of its parameters by name, choices in words. */
  readonly changes: TrialSummary["changes"];
}

/** The result of `tune`. */
export interface TuneResult {
  /** The result in one sentence. */
  readonly headline: string;
  readonly study: { readonly id: string; readonly name: string };
  /** Parameters with their ranges in words. */
  readonly space: readonly { readonly parameter: string; readonly range: string }[];
  readonly sampler: StudyComponent & { readonly why?: string };
  readonly stopper: StudyComponent;
  readonly objectives: readonly (Objective & { readonly title: string })[];
  readonly trials: readonly TrialSummary[];
  /** The best completed trial by the first objective; null where none was completed. */
  readonly best: TrialSummary | null;
  /**
   * Of population based training the parts of the best trial's training, the first one first; null of other
   * searches.
   */
  readonly lineage: readonly LineagePart[] | null;
  /** Of several objectives, the trials that none beats in all. */
  readonly front: readonly number[];
  /** The one of them beyond which a little of one objective costs much of another; null without one. */
  readonly knee: number | null;
  /** The best trial's recipe, trained anew on seeds and folds that the search has not seen. */
  readonly winner: (FreshScores & { readonly recipe: Recipe }) | null;
  /** The recipe that the search began with, on the same. */
  readonly baseline: FreshScores | null;
  /**
   * The paired difference of their dev losses on fresh seeds (positive: the winner is better), with its 95%
   * interval; and by how much the best trial's value flattered it.
   */
  readonly difference: {
    readonly effect: number;
    readonly low: number;
    readonly high: number;
    readonly adopted: boolean;
    readonly reason: string;
    /** The fresh dev loss of the winner less the one that the search saw: its optimism. */
    readonly optimism: number;
  } | null;
  /** The metric that counts, of the default and of the result, on the test rows. */
  readonly gain:
    | (Gain & { readonly metric: string; readonly title: string; readonly unit: Measure["unit"] })
    | null;
  /** Which of both the files hold. */
  readonly recipe: Recipe | null;
  readonly importance: readonly ParameterImportance[];
  /** How importance was measured; null where there are too few trials to say it. */
  readonly importanceMethod: "fanova" | "pedAnova" | null;
  /** Parameters whose best value lies at a border of its range. */
  readonly warnings: readonly string[];
  readonly splits: SplitSummary | null;
  readonly notes: readonly string[];
  /** Why it ended, as a word and in words. */
  readonly stopped: { readonly reason: "trials" | "exhausted" | "budget" | "stopped"; readonly text: string };
  readonly durationMs: number;
  readonly files: Readonly<Partial<Record<ModelFile | "report" | "space", string>>>;
}
