import { largestOf } from "../../base/lists.ts";
import { mean, studentQuantile, variance } from "../../base/statistics.ts";
import type { ReportRepeats, StudyDocument } from "../../report/study/study-document.ts";
import type { TrialRecord } from "../../run/study.ts";

/** So many of the best trials are shown with their repeats. */
const MOST_SHOWN = 5;
/** An interval of fewer differences says nothing. */
const LEAST_FOR_INTERVAL = 3;

type Losses = Readonly<Record<string, number>>;

/**
 * The losses of the best trials' members beside those of the recipe that the search began with; null where
 * trials have no more than one.
 *
 * @param ranking the completed trials, the best first. @param trials all of them.
 */
export function studyRepeats(
  ranking: readonly TrialRecord[],
  trials: readonly TrialRecord[],
): StudyDocument["repeats"] {
  const baseline = trials.find(({ number, proposedBy }) => number === 0 && proposedBy === "user");
  const best = ranking.slice(0, MOST_SHOWN);
  const shown = baseline === undefined || best.includes(baseline) ? best : [...best, baseline];
  const members = Math.max(0, largestOf(shown.flatMap((trial) => Object.keys(lossesOf(trial)).map(Number))));
  if (members < 2) return null;
  return shown.map((trial): ReportRepeats => {
    const own = lossesOf(trial);
    return {
      trial: trial.number + 1,
      isBaseline: trial === baseline,
      losses: Array.from({ length: members }, (_, index) => own[index + 1] ?? null),
      difference: baseline === undefined || trial === baseline ? null : differenceOf(own, lossesOf(baseline)),
    };
  });
}

function lossesOf({ metrics }: TrialRecord): Losses {
  const losses = metrics.memberLosses;
  return typeof losses === "object" && losses !== null && !Array.isArray(losses) ? (losses as Losses) : {};
}

/** Paired: of the members that both have. */
function differenceOf(own: Losses, baseline: Losses): ReportRepeats["difference"] {
  const differences = Object.keys(own)
    .map((member) => own[member] - baseline[member])
    .filter(Number.isFinite);
  const count = differences.length;
  if (count === 0) return null;
  const centre = mean(differences);
  if (count < LEAST_FOR_INTERVAL) return { mean: centre };
  const half = studentQuantile(0.975, count - 1) * Math.sqrt(variance(differences) / count);
  return { mean: centre, low: centre - half, high: centre + half };
}
