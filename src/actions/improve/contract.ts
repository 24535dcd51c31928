import type { UnjudgedFinding } from "../../clinic/finding.ts";
import type { StopReason } from "../../lab/budget.ts";
import type { MemberScore } from "../../lab/improve/improve-round.ts";
import type { Gain } from "../../lab/scored-gain.ts";
import type { Scores } from "../../lab/scores/score-metrics.ts";
import type { Measure } from "../../nn/metrics/measures.ts";
import type { Recipe } from "../../recipe/types.ts";
import type { FitResult } from "../fit/contract.ts";
import type { ModelFile } from "../shared/files/model-files.ts";
import type { ToldBudget } from "../shared/options/budget-text.ts";
import type { TrainingOptions } from "../shared/options/training-options.ts";
import type { FindingSummary } from "../shared/summaries.ts";
import type { FindingState } from "./treated-findings.ts";

/** The options of `improve`: the data, the recipe to begin with, and the budget. */
export interface ImproveOptions extends TrainingOptions {
  /**
   * When to stop: "90s", "10m", "20 trials" or "10m, 20 trials"; or in milliseconds and in treatments tried,
   * where null is no such limit. Five minutes by default, and where neither is told.
   */
  readonly budget: ToldBudget;
  /** Id of an interrupted job to continue; null for a new one. */
  readonly resume: string | null;
}

/** One treatment that was tried. */
export interface StepSummary {
  readonly finding: string;
  readonly treatment: string;
  readonly title: string;
  /** The recipe's change, readable line by line. */
  readonly diff: readonly string[];
  readonly kept: boolean;
  /** Whether it helped, and another one of its round was kept, for that helped more. */
  readonly outdone: boolean;
  readonly reason: string;
  /**
   * The mean score of the members without and with the treatment, in what it was judged by beside the loss;
   * null where it was not trained to the end. Not finite (in JSON null) where a training diverged.
   */
  readonly score: {
    readonly metric: string;
    /** The metric's name for people. */
    readonly title: string;
    readonly unit: Measure["unit"];
    readonly before: number;
    readonly after: number;
  } | null;
  /**
   * The paired effect on the dev loss with its 95% interval; positive is better. Infinite where the baseline
   * diverged and the treatment cured that, −infinite where it diverged by the treatment (in JSON null).
   */
  readonly effect: number;
  readonly low: number;
  readonly high: number;
  /** The score of each member that was trained with the treatment, and of the same member without. */
  readonly members: readonly MemberScore[];
}

/** A finding of the baseline, or of the final model, and how it stands after the treatment. */
export interface TreatedFindingSummary extends FindingSummary {
  readonly state: FindingState;
}

/** A recipe in the final model. */
export interface BlendPartSummary {
  /** "the baseline", the simple model's name, or the treatment that made the recipe. */
  readonly title: string;
  /** Its share in the predictions, from 0 to 1. */
  readonly weight: number;
  /** How many networks it brings, each with the same share. */
  readonly networks: number;
  readonly recipe: Recipe;
}

/**
 * The result of `improve`: the scores before and after, each treatment tried, and the files that it wrote.
 */
export interface ImproveResult extends FitResult {
  /** The paths of what was written, by kind. */
  readonly files: Readonly<Record<ModelFile | "report", string>>;
  /** Worst first, each judged again on the final networks. */
  readonly findings: readonly TreatedFindingSummary[];
  /** The metric that counts, without and with the treatments, on the test rows where there are some. */
  readonly gain: Gain & {
    readonly metric: string;
    /** The metric's name for people, such as "RMSE". */
    readonly title: string;
    readonly unit: Measure["unit"];
    readonly part: "test" | "dev";
  };
  /** Findings for which the baseline tells too little. */
  readonly unjudged: readonly UnjudgedFinding[];
  /**
   * The recipe that the job began with. Its `test` is scored when the final model is, and null where there
   * are no test rows or it diverged.
   */
  readonly baseline: {
    readonly run: string;
    readonly dev: Scores;
    readonly test: Scores | null;
  };
  /** The simple model that a network must beat, and its dev score; null where there was no time for it. */
  readonly simpleModel: { readonly name: string; readonly score: number } | null;
  /**
   * A treatment is kept if it lowers the mean `loss` beyond noise and does not worsen the `metric`. Effects
   * are in the loss. Where `isMetricAlone`, the metric that was told is itself what is compared, and effects
   * are in it.
   */
  readonly judgedBy: { readonly loss: string; readonly metric: string; readonly isMetricAlone: boolean };
  readonly steps: readonly StepSummary[];
  /**
   * The recipes that the model is the weighted mean of, the heaviest first, and the mean `loss` of a dev row
   * that this takes away from the final recipe alone, with its standard error: by weights that were chosen
   * without the row. Null where the model is the final recipe's alone.
   */
  readonly blend: {
    readonly parts: readonly BlendPartSummary[];
    readonly effect: number;
    readonly standardError: number;
  } | null;
  /** Why nothing more was tried, as a word and in words. */
  readonly stopped: { readonly reason: StopReason; readonly text: string };
}
