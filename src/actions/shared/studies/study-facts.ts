import type { StudyRecord, TrialRecord } from "../../../run/study.ts";
import { kneePoint } from "../../../tune/front/knee-point.ts";
import { paretoFrontOf } from "../../../tune/front/pareto-front.ts";
import { type ImportanceMethod, importanceOf } from "../../../tune/importance/importance.ts";
import type { SearchSpace } from "../../../tune/space/search-space.ts";
import { borderWarnings } from "../../../tune/space/zoom-space.ts";
import { rankedTrials, samplerHistory } from "../../../tune/study/study-history.ts";

/** How much a parameter decides. */
export interface ParameterImportance {
  readonly parameter: string;
  /**
   * From 0 to 1: by fANOVA the share of the variance of the values that it explains by itself; by PED-ANOVA
   * its share of by how much the best tenth of the trials is unlike all.
   */
  readonly importance: number;
}

/**
 * Up to so many complete trials a forest tells what each parameter decides over the whole space (fANOVA),
 * in a quarter of a second. Of more, PED-ANOVA tells what the best ones have in common, in less.
 */
const MOST_FOR_FOREST = 500;

/** Fewer trials than this say nothing of importance. */
const LEAST_TRIALS = 4;

/** The conclusions that a study's trials allow, whoever shows them. */
export interface StudyFacts {
  /** Completed trials within the limits, the best by the first objective first. */
  readonly ranking: readonly TrialRecord[];
  /** The most important first; none of fewer than four complete trials. */
  readonly importance: readonly ParameterImportance[];
  /** By which measure; null where there is none. */
  readonly importanceMethod: ImportanceMethod | null;
  /** Of several objectives the numbers, from 1, of the trials that none beats in all; else none. */
  readonly front: readonly number[];
  /** The one of them beyond which a little of one objective costs much of another; null without one. */
  readonly knee: number | null;
  /** Sentences on parameters whose best value lies at an end of its range. */
  readonly warnings: readonly string[];
}

/** Says what a study's trials allow to be said: importance, the front, and borders. */
export function studyFacts(
  record: Pick<StudyRecord, "objectives" | "limits">,
  { space, trials }: { space: SearchSpace; trials: readonly TrialRecord[] },
): StudyFacts {
  const { finished } = samplerHistory(record, trials);
  const ranking = rankedTrials(record, trials);
  const front = record.objectives.length < 2 ? [] : paretoFrontOf(finished);
  const knee = kneePoint(front.map(({ values }) => values));
  const usable = finished.filter(
    ({ status, values, point }) => status === "complete" && Number.isFinite(values[0]) && isOf(space, point),
  );
  const method = usable.length > MOST_FOR_FOREST ? "pedAnova" : "fanova";
  const isTold = usable.length >= LEAST_TRIALS;
  return {
    ranking,
    importance: isTold
      ? importanceOf(space, usable, { method }).map(({ parameter, importance }) => ({
          parameter,
          importance,
        }))
      : [],
    importanceMethod: isTold ? method : null,
    front: front.map(({ number }) => number + 1),
    knee: knee === undefined ? null : front[knee].number + 1,
    warnings: ranking.length === 0 ? [] : borderWarnings(space, ranking[0].point),
  };
}

/** Whether a point has no parameter that is not of the space, as one of an earlier space may have. */
function isOf({ parameters }: SearchSpace, point: TrialRecord["point"]): boolean {
  const names = new Set(parameters.map(({ name }) => name));
  return Object.keys(point).every((name) => names.has(name));
}
