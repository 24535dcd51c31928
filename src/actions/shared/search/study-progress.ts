import type { TrialChanged } from "../../../run/progress.ts";
import type { CurvePoint, TrialRecord } from "../../../run/study.ts";
import { countStatuses } from "../../../store/study-list.ts";
import type { Study } from "../../../tune/study/ask-and-tell.ts";
import type { WorkEnd } from "../../../tune/study/trial-worker.ts";
import { trialSummary } from "../studies/trial-summary.ts";

/** Why the work on a study ended, in words. */
export const STOPPED: Readonly<Record<WorkEnd, string>> = {
  trials: "all trials are done",
  exhausted: "there is no further point to try",
  budget: "the budget is spent",
  stopped: "the study was stopped",
};

/**
 * How a trial stands, as those are told who watch.
 *
 * @param about `most`: how many trials the study has in all; null for no limit. `at`: what it reported last
 *   on its way, left out of one that began or ended.
 */
export function trialChanged(
  study: Study,
  trial: TrialRecord,
  { most, at }: { most: number | null; at?: CurvePoint },
): TrialChanged {
  const { ranking, trials, space } = study;
  const [best] = ranking;
  const { changes, error } = trialSummary(space, trial);
  return {
    type: "trial",
    number: trial.number + 1,
    of: most,
    status: trial.status,
    value: trial.values[0] ?? null,
    changes,
    ...(at === undefined ? {} : { at }),
    best:
      best === undefined
        ? null
        : { number: best.number + 1, value: best.values[0], changes: trialSummary(space, best).changes },
    counts: countStatuses(trials.map(({ status }) => [status, 1])),
    durationMs: trial.durationMs,
    ...(error === undefined ? {} : { error: faultLine(error) }),
  };
}

/** An error in one line: of a program's last lines only the very last. */
export function faultLine(error: string): string {
  const [first, ...rest] = error.split("\n");
  return rest.length === 0 ? error : `${first.replace(/; its last lines:$/, "")}: ${rest.at(-1)}`;
}
