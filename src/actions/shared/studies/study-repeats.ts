import { largestOf } from "../../../base/lists.ts";
import { mean } from "../../../base/statistics.ts";
import { meanDifference } from "../../../clinic/paired-difference.ts";
import type { ReportRepeats, StudyDocument } from "../../../report/study/study-document.ts";
import type { StudyRecord, TrialRecord } from "../../../run/study.ts";
import { type MemberLosses, memberDifferences, memberLossesOf } from "../../../tune/networks/race.ts";

/** So many of the best trials are shown with their repeats. */
const MOST_SHOWN = 5;

/**
 * How many rows judge for each one that is trained on, where the members of a study's trials are folds; 0 of
 * seeds on one split, and where the study does not say.
 */
export function searchTestShare({ settings: { testShare } }: Pick<StudyRecord, "settings">): number {
  return typeof testShare === "number" ? testShare : 0;
}

/**
 * The losses of the best trials' members beside those of the recipe that the search began with; null where
 * trials have no more than one.
 *
 * @param about `ranking`: the completed trials, the best first. `trials`: all of them.
 */
export function studyRepeats(
  record: Pick<StudyRecord, "settings">,
  { ranking, trials }: { ranking: readonly TrialRecord[]; trials: readonly TrialRecord[] },
): StudyDocument["repeats"] {
  const baseline = trials.find(({ number, proposedBy }) => number === 0 && proposedBy === "user");
  const best = ranking.slice(0, MOST_SHOWN);
  const shown = baseline === undefined || best.includes(baseline) ? best : [...best, baseline];
  const members = Math.max(
    0,
    largestOf(shown.flatMap((trial) => Object.keys(memberLossesOf(trial)).map(Number))),
  );
  if (members < 2) return null;
  const testShare = searchTestShare(record);
  return shown.map((trial): ReportRepeats => {
    const own = memberLossesOf(trial);
    return {
      trial: trial.number + 1,
      isBaseline: trial === baseline,
      losses: Array.from({ length: members }, (_, index) => own[index + 1] ?? null),
      difference:
        baseline === undefined || trial === baseline
          ? null
          : differenceOf(own, { baseline: memberLossesOf(baseline), testShare }),
    };
  });
}

/** Paired: of the members that both have. */
function differenceOf(
  own: MemberLosses,
  { baseline, testShare }: { baseline: MemberLosses; testShare: number },
): ReportRepeats["difference"] {
  const differences = memberDifferences(own, baseline);
  if (differences.length === 0) return null;
  const told = meanDifference(differences, { testShare });
  if (told === undefined) return { mean: mean(differences) };
  return { mean: told.effect, low: told.low, high: told.high };
}
